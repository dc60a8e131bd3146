import ArgumentParser
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldValue

/// `skald diff`: what a change means for instances that run.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Say what a change of a saga means for the instances that run.",
    discussion: """
      Compares two files, or two folders saga by saga. A change is

        tunable     retries and time limits: the definition is the same
        compatible  instances that have not reached what changed can go on by the new definition
        breaking    instances that run must go on by the old one: give the new one another version

      Exits with 1 where something is breaking, or where two contents go by one version.

      Example:
        skald diff old/place-order.saga.yaml sagas/place-order.saga.yaml
        skald diff --format json old sagas
      """)

  @Argument(help: "The file or folder that instances run by.", completion: .yaml)
  var old: String

  @Argument(help: "The file or folder that is to take its place.", completion: .yaml)
  var new: String

  @OptionGroup var format: FormatOption

  func run() throws {
    let (before, after) = (try sagas(at: old), try sagas(at: new))
    var diffs: [DefinitionDiff] = []
    for saga in after.programs {
      guard let other = Self.counterpart(of: saga, in: before.programs) else { continue }
      diffs.append(.compare(other, saga.pair))
    }
    guard !diffs.isEmpty else {
      throw CommandFault.misuse("`\(old)` and `\(new)` have no saga of the same name")
    }
    let gone = before.programs.filter { saga in !after.programs.contains { $0.name == saga.name } }.map { $0.name }
    let report = DiffReport(diffs: diffs, gone: gone, sources: before.sources.merging(after.sources) { $1 })
    Console.out(format.isJSON ? report.json.text : report.text)
    if report.isRefused { throw ExitCode(1) }
  }

  /// The saga that instances run by: of the same version, or else the highest.
  private static func counterpart(of saga: Named, in programs: [Named]) -> Named.Pair? {
    let named = programs.filter { $0.name == saga.name }.map { $0.pair }
    return named.first { $0.program.version == saga.pair.program.version }
      ?? named.max { $0.program.version < $1.program.version }
  }

  private func sagas(at path: String) throws -> (programs: [Named], sources: [String: SourceText]) {
    let files = try ProjectFiles(paths: [path])
    let compilation = files.compile()
    try CompiledProject.refuseErrors(compilation, files)
    let isFolder = ProjectFiles.isFolder(path)
    let named = compilation.sagas.filter { isFolder || $0.file == path }.compactMap { saga in
      saga.program.flatMap { program in saga.debug.map { Named(name: saga.name, pair: (program, $0)) } }
    }
    return (named, Dictionary(files.sources.map { ($0.path, $0) }) { first, _ in first })
  }
}

/// A saga of one side.
private struct Named {
  typealias Pair = (program: SagaProgram, debug: DebugInfo)

  let name: String
  let pair: Pair
}
