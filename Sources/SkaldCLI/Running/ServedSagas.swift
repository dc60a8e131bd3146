import JSONSchema
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage

/// The sagas of a folder that a daemon runs.
struct ServedSagas: Sendable {
  let folder: String
  let settings: Configuration

  /// The sagas of the folder; prints the findings and ends the command where one of them is an error.
  func compiled() throws -> [SagaProgram] {
    let (compilation, files) = try compile()
    try CompiledProject.refuseErrors(compilation, files)
    return compilation.sagas.compactMap(\.program)
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
    for name in settings.definitions ?? [] where !all.contains(where: { $0.name == name }) {
      throw CommandFault.misuse("`definitions` names `\(name)`, but `\(folder)` has no such saga")
    }
    try settings.demandLimits(among: Set(all.flatMap { program in program.operations.map { $0.name } }))
    let chosen = all.filter { settings.definitions?.contains($0.name) ?? true }
    guard !chosen.isEmpty else { throw CommandFault.misuse("`\(folder)` has no saga") }
    return chosen
  }

  private func compile() throws -> (Compilation, ProjectFiles) {
    let files = try ProjectFiles(paths: [folder])
    let compilation = files.compile(
      severities: settings.lint.severities, deployment: Deployment(definitions: settings.definitions))
    return (compilation, files)
  }
}
