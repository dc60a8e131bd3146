import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Takes other definitions into use, all of them or none.
  func deploy(_ request: DeployRequest) throws(StoreError) {
    actions.append(.reply(request.ticket, try reply(to: request)))
  }

  private func reply(to request: DeployRequest) throws(StoreError) -> Reply {
    // Found before the first of them is kept: a version says which behavior it is, for ever.
    for program in request.programs {
      guard let other = definitions.first(where: { $0.stands(for: program) }) else { continue }
      guard other.program.hash == program.hash else {
        return .refused(
          EngineError(code: .definitionConflict, message: StoreError.conflict(of: program).message))
      }
    }
    let before = Set(active.values.map(\.id))
    try loadDefinitions(request.programs)
    let now = active.values.sorted { $0.program.name < $1.program.name }
    let new = now.filter { !before.contains($0.id) }.map { "\($0.program.name) \($0.program.version)" }
    for definition in now where !before.contains(definition.id) {
      audit(
        "deploy", of: definition.program.name, by: request.by,
        detail: ["version": .int(Int64(definition.program.version)), "hash": .string(definition.program.hash)])
    }
    return .deployed(new: new)
  }
}

extension Definition {
  /// Whether it has the name and the version of a program.
  fileprivate func stands(for other: SagaProgram) -> Bool {
    !isGone && program.name == other.name && program.version == other.version
  }
}
