import SkaldDiagnostics

extension RuleCatalog {
  /// What all rules find, on all processors: most look at one saga alone.
  static func checkInParallel(_ project: BoundProject) async -> [Diagnostic] {
    let parts = await Parallel.map(project.sagas) { sagas in sagas.flatMap { check($0, in: project) } }
    return parts.flatMap { $0 } + checkWhole(project)
  }
}
