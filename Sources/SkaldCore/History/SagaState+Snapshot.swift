public import SkaldValue

extension SagaState {
  /// The instance as the API gives it.
  /// - Parameter definition: The identity of the program, ``SagaProgram/hash``.
  public func snapshot(_ program: SagaProgram, definition: String) -> JSON {
    var entities = JSONObject()
    for (entity, state) in zip(program.entities, self.entities) {
      entities[entity.name] = ["id": state.id, "state": .string(state.state)]
    }
    let members: [(String, JSON)] = [
      ("id", .string(start.uid)), ("saga", .string(program.name)), ("version", .int(Int64(program.version))),
      ("definition", .string(definition)), ("key", start.key.map { .string($0) } ?? .null),
      ("status", .string(status.rawValue)), ("paused", false), ("stuck", .bool(isStuck)),
      ("cause", cause.map { .string($0.rawValue) } ?? .null), ("input", start.input), ("output", output ?? .null),
      ("failure", failure?.json ?? .null), ("entity", .object(entities)), ("steps", stepList(program)),
      ("incidents", .array(incidents.map(\.json))), ("createdAt", .string(startedAt.text)),
      ("updatedAt", .string(updatedAt.text)), ("endedAt", endedAt.map { .string($0.text) } ?? .null),
    ]
    return .object(JSONObject(members))
  }

  /// The steps as the API gives them, in the order of the file.
  func stepList(_ program: SagaProgram) -> JSON {
    .array(zip(program.steps, steps).map { $1.json(name: $0.name) })
  }
}

extension StepState {
  fileprivate func json(name: String) -> JSON {
    .object(
      JSONObject([
        ("name", .string(name)), ("state", .string(status.rawValue)), ("effect", .string(effect.rawValue)),
        ("undo", .string(undo.rawValue)), ("attempts", .int(Int64(action.attempts))), ("output", output ?? .null),
        ("error", error?.json ?? .null), ("startedAt", startedAt.map { .string($0.text) } ?? .null),
        ("endedAt", endedAt.map { .string($0.text) } ?? .null),
      ]))
  }
}
