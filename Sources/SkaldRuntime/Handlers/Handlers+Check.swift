public import SkaldCore

extension Handlers {
  /// The operations of programs that have no handler, sorted: to be refused before anything starts.
  public func missing(for programs: [SagaProgram]) -> [String] {
    called(by: programs).filter { handler(for: $0) == nil && committed.operations[$0] == nil }.sorted()
  }

  /// The operations and services with a handler that no program calls, sorted: most likely misspelt.
  public func extra(for programs: [SagaProgram]) -> [String] {
    let called = called(by: programs)
    let known = called.union(called.map { Handlers.service(of: $0) })
    return names.filter { !known.contains($0) }
  }

  private func called(by programs: [SagaProgram]) -> Set<String> {
    Set(programs.flatMap { program in program.operations.map { $0.name } })
  }
}
