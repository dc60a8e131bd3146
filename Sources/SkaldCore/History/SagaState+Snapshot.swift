public import SkaldValue

extension SagaState {
  /// The instance as the API gives it.
  /// - Parameter definition: The identity of the program, ``SagaProgram/hash``.
  public func snapshot(_ program: SagaProgram, definition: String) -> JSON {
    var entities = JSONObject()
    for state in self.entities {
      let name = program.entities[state.entity.index].name
      // A second entity of one kind, as a sub-saga may have it, is told from the first by its id.
      let label = entities[name] == nil ? name : "\(name) \(state.id.string ?? state.id.text)"
      entities[label] = ["id": state.id, "state": .string(state.state)]
    }
    let members: [(String, JSON)] = [
      ("id", .string(start.uid)), ("saga", .string(program.name)), ("version", .int(Int64(program.version))),
      ("definition", .string(definition)), ("key", start.key.map { .string($0) } ?? .null),
      ("status", .string(status.rawValue)), ("paused", .bool(isPaused)), ("stuck", .bool(isStuck)),
      ("cause", cause.map { .string($0.rawValue) } ?? .null), ("input", start.input), ("output", output ?? .null),
      ("failure", failure?.json ?? .null), ("entity", .object(entities)), ("steps", stepList(program)),
      ("asks", questionList(program)), ("incidents", .array(incidents.map(\.json))),
      ("startsWhen", startWait?.json ?? .null), ("createdAt", .string(startedAt.text)),
      ("updatedAt", .string(updatedAt.text)), ("endedAt", endedAt.map { .string($0.text) } ?? .null),
    ]
    return .object(JSONObject(members))
  }

  /// The steps as the API gives them, in the order of the file.
  func stepList(_ program: SagaProgram) -> JSON {
    // Items have records of their own, each; there is no last one that would stand for all.
    var list = program.steps.indices.filter { !program.isInsideItems(StepID($0)) }
      .map { steps[$0].json(name: program.steps[$0].title) }
    for block in blocks {
      for (index, record) in block.records.enumerated() where record.startedAt != nil {
        list.append(record.json(name: program.steps[block.first + index].title + block.label))
      }
    }
    return .array(list)
  }
}

extension SagaProgram {
  fileprivate func isInsideItems(_ step: StepID) -> Bool {
    guard !regions.isEmpty else { return false }
    if let part = participation { return part.reactions.contains { region($0.region).contains(step) } }
    return nodes.contains { node in
      guard case .fork(let fork) = node.instruction, case .items(let region, _) = fork.body else { return false }
      return self.region(region).contains(step)
    }
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
