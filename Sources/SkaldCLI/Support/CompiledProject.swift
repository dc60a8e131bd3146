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
    let compilation = try compiled(path, config)
    let saga = try one(compilation.sagas, at: path, "saga") { ($0.name, $0.file) }
    guard let program = saga.program else { throw CommandFault.misuse("`\(path)` has no saga that can be run") }
    return program
  }

  /// What can be run.
  enum Runnable {
    case saga(SagaProgram)
    case flow(CompiledChoreography)
  }

  /// The saga or the choreography of a file, to be run.
  /// - Throws: as ``saga(at:config:)`` does.
  static func runnable(at path: String, config: String? = nil) throws -> Runnable {
    let compilation = try compiled(path, config)
    var found = compilation.choreographies.map { (name: $0.name, file: $0.file, runnable: Runnable.flow($0)) }
    for saga in compilation.sagas {
      if let program = saga.program { found.append((saga.name, saga.file, .saga(program))) }
    }
    return try one(found, at: path, "saga or choreography") { ($0.name, $0.file) }.runnable
  }

  /// The saga or the choreography of a file, to be drawn.
  /// - Throws: as ``saga(at:config:)`` does.
  static func drawing(at path: String) throws -> Drawing {
    let compilation = try compiled(path, nil)
    var found = compilation.choreographies.map { (name: $0.name, file: $0.file, drawing: $0.drawing) }
    for saga in compilation.sagas {
      if let program = saga.program { found.append((saga.name, saga.file, Drawing(program))) }
    }
    return try one(found, at: path, "saga or choreography") { ($0.name, $0.file) }.drawing
  }

  private static func compiled(_ path: String, _ config: String?) throws -> Compilation {
    let files = try ProjectFiles(paths: [path])
    let compilation = files.compile(severities: try Configuration.load(config).lint.severities)
    try refuseErrors(compilation, files)
    return compilation
  }

  /// The one saga of a file that was compiled.
  static func saga(of path: String, in compilation: Compilation) throws -> CompiledSaga {
    try one(compilation.sagas, at: path, "saga") { ($0.name, $0.file) }
  }

  /// The one definition of a file.
  private static func one<Definition>(
    _ definitions: [Definition], at path: String, _ what: String, _ facts: (Definition) -> (name: String, file: String)
  ) throws -> Definition {
    let found = definitions.filter { facts($0).file == path || ProjectFiles.isFolder(path) }
    guard let first = found.first else {
      throw CommandFault.misuse("`\(path)` has no \(what); expected a document with the key `saga`")
    }
    guard found.count == 1 else {
      let names = found.map { facts($0).name }.joined(separator: ", ")
      throw CommandFault.misuse("`\(path)` has several: \(names); name a file that has one")
    }
    return first
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
