import SkaldDiagnostics

extension Project {
  /// Reads files as `init` does, on all processors: no file needs another to be read.
  static func readInParallel(_ sources: [SourceText], folder: String) async -> Project {
    let parts = await Parallel.map(sources) { Project(Array($0), folder: folder) }
    guard var project = parts.first else { return Project(sources, folder: folder) }
    for part in parts.dropFirst() { project.add(part) }
    return project
  }
}
