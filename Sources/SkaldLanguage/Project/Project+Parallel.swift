import SkaldDiagnostics

extension Project {
  /// Reads files as `init` does, on all processors: no file needs another to be read but JSON Schemas.
  static func readInParallel(_ sources: [SourceText], folder: String) async -> Project {
    let schemas = SchemaFiles(sources, folder: folder)
    let parts = await Parallel.map(sources) { Project(Array($0), schemas: schemas) }
    guard var project = parts.first else { return Project(sources, schemas: schemas) }
    for part in parts.dropFirst() { project.add(part) }
    return project
  }
}
