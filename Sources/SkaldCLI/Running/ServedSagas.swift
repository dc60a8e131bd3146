import JSONSchema
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage

/// The sagas of a folder that a daemon runs, and the participants of its choreographies.
struct ServedSagas: Sendable {
  let folder: String
  let settings: Configuration
  /// The one participant whose reactions it runs; nil for all of them, and the sagas.
  var participant: String?

  /// The programs of the folder; prints the findings and ends the command where one of them is an error.
  func compiled() throws -> [SagaProgram] {
    let (compilation, files) = try compile()
    try CompiledProject.refuseErrors(compilation, files)
    let participants = compilation.choreographies.flatMap { $0.participants ?? [] }
    return compilation.sagas.compactMap(\.program) + participants.map(\.program)
  }

  /// The findings that keep the folder from being used, each with its place.
  func errors() throws -> [SchemaViolation] {
    let (compilation, files) = try compile()
    let sources = Dictionary(files.sources.map { ($0.path, $0) }) { first, _ in first }
    return compilation.diagnostics.filter { $0.severity == .error }.map { finding in
      let position = sources[finding.file]?.position(at: finding.range.start)
      let place = position.map { "\(finding.file):\($0.line):\($0.column)" } ?? finding.file
      return SchemaViolation(path: place, message: "\(finding.code): \(finding.message)")
    }
  }

  /// Those that this daemon runs.
  func chosen(of all: [SagaProgram]) throws -> [SagaProgram] {
    for name in settings.definitions ?? [] where !all.contains(where: { $0.definitionName == name }) {
      throw CommandFault.misuse("`definitions` names `\(name)`, but `\(folder)` has no such saga or choreography")
    }
    try settings.demandLimits(among: Set(all.flatMap { program in program.operations.map { $0.name } }))
    let chosen = all.filter { settings.definitions?.contains($0.definitionName) ?? true }
    guard !chosen.isEmpty else { throw CommandFault.misuse("`\(folder)` has no saga and no choreography") }
    guard let participant else { return chosen }
    let own = chosen.filter { $0.participation?.participant == participant }
    guard own.isEmpty else { return own }
    let names = chosen.compactMap { $0.participation?.participant }
    let known = names.isEmpty ? "no choreography runs here" : "there are \(Set(names).sorted().joined(separator: ", "))"
    throw CommandFault.misuse("--as: there is no participant `\(participant)`; \(known)")
  }

  private func compile() throws -> (Compilation, ProjectFiles) {
    let files = try ProjectFiles(paths: [folder])
    let compilation = files.compile(
      severities: settings.lint.severities, deployment: Deployment(definitions: settings.definitions))
    return (compilation, files)
  }
}

extension SagaProgram {
  /// The name of the saga, or of the choreography that it is a part of.
  fileprivate var definitionName: String { participation?.choreography ?? name }
}
