import ArgumentParser
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage

/// What commands that need a program do with a file: compile it, and tell what is wrong with it.
enum CompiledProject {
  /// The saga of a file.
  /// - Throws: after the findings are printed where there are errors; ``CommandFault`` where the file has no saga, or
  ///   several.
  static func saga(at path: String, config: String? = nil) throws -> SagaProgram {
    let files = try ProjectFiles(paths: [path])
    let compilation = files.compile(severities: try Configuration.load(config).lint.severities)
    try refuseErrors(compilation, files)
    let sagas = compilation.sagas.filter { $0.file == path || ProjectFiles.isFolder(path) }
    guard let saga = sagas.first, let program = saga.program else {
      throw CommandFault.misuse("`\(path)` has no saga; expected a document with the key `saga`")
    }
    guard sagas.count == 1 else {
      let names = sagas.map(\.name).joined(separator: ", ")
      throw CommandFault.misuse("`\(path)` has several sagas: \(names); name a file that has one")
    }
    return program
  }

  /// Prints the findings and ends the command where one of them is an error.
  static func refuseErrors(_ compilation: Compilation, _ files: ProjectFiles) throws {
    guard compilation.hasErrors else { return }
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    Console.err(TextReporter().text(of: Self.report(errors, compilation, files)))
    throw ExitCode(1)
  }

  /// A report of findings on files.
  static func report(_ diagnostics: [Diagnostic], _ compilation: Compilation, _ files: ProjectFiles) -> Report {
    let list = DiagnosticList(diagnostics)
    return Report(
      sources: Dictionary(files.sources.map { ($0.path, $0) }) { first, _ in first }, diagnostics: list.shown,
      hidden: list.hidden, summary: compilation.summary, tool: tool)
  }

  /// What reports say of the command that writes them.
  static let tool = ReportingTool(version: SkaldVersion.text) { RuleCatalog.description(of: $0) }
}
