import ArgumentParser
import SkaldDiagnostics
import SkaldLanguage

/// The file of a derived choreography, among the files of its saga.
struct DerivedFile {
  /// The name of the choreography.
  let name: String
  /// The file.
  private(set) var source: SourceText
  private let files: ProjectFiles

  /// Derives the choreography of the one saga in a file.
  /// - Throws: after the reasons are printed where a choreography cannot say what the saga says; ``CommandFault`` where
  ///   the file has no saga, or several.
  init(
    of file: String, named name: String?, at output: String?, _ files: ProjectFiles, _ compilation: Compilation
  ) throws {
    let saga = try CompiledProject.saga(of: file, in: compilation)
    let folder = Self.folder(of: saga.file)
    let path = output ?? folder + "\(saga.name)-by-events.choreography.yaml"
    let derivation = ChoreographyDerivation(
      of: saga.bound, named: name, use: Self.imports(of: saga, in: compilation, from: Self.folder(of: path)))
    guard let text = derivation.text else {
      let source = files.sources.first { $0.path == saga.file }
      for problem in derivation.problems { Console.err(Self.line(problem, in: source)) }
      throw ExitCode(1)
    }
    self.name = derivation.name
    self.files = files
    source = SourceText(path: path, text: text)
  }

  /// The file, compiled among those of its saga: a choreography with errors is not handed out.
  /// - Throws: after the findings are printed.
  func checked(_ severities: SeverityOverrides) throws -> DerivedFile {
    let all = files.adding(source)
    let compilation = all.compile(severities: severities)
    var checked = self
    checked.source = ChoreographyDerivation.settled(source, found: compilation.diagnostics)
    let errors = compilation.diagnostics.filter { $0.severity == .error && $0.file == source.path }
    guard !errors.isEmpty else { return checked }
    Console.err("error: the choreography that the saga implies has findings of its own")
    Console.err(TextReporter().text(of: CompiledProject.report(errors, compilation, all)))
    throw ExitCode(1)
  }

  private static func line(_ problem: DerivationProblem, in source: SourceText?) -> String {
    let place = source.map { source in
      let position = source.position(at: problem.range.start)
      return "\(source.path):\(position.line):\(position.column): "
    }
    return "\(place ?? "")error: \(problem.message)" + (problem.help.map { "\n  help: \($0)" } ?? "")
  }

  // MARK: Imports

  /// The files with contracts, as seen from the folder of the new file.
  private static func imports(of saga: CompiledSaga, in compilation: Compilation, from folder: String) -> [String] {
    let home = Self.folder(of: saga.file)
    var paths = saga.bound.syntax.use.map { home + $0.value }
    if compilation.project.contracts.contains(where: { $0.file == saga.file }) { paths.append(saga.file) }
    return paths.map { relative($0, to: folder) }
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// A path as seen from a folder; both as seen from here.
  private static func relative(_ path: String, to folder: String) -> String {
    var target = parts(of: path)
    var base = parts(of: folder)
    while let first = target.first, first == base.first, target.count > 1 {
      target.removeFirst()
      base.removeFirst()
    }
    return (base.map { _ in ".." } + target).joined(separator: "/")
  }

  private static func parts(of path: String) -> [String] {
    var parts: [String] = []
    for part in path.split(separator: "/").map(String.init) where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return parts
  }
}
