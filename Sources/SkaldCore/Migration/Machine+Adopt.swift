public import SkaldValue

extension Machine {
  /// Lets an instance follow another program, of which ``Migration`` says that it can, or which is tuned otherwise alone.
  ///
  /// Steps keep their numbers: calls in flight, their tokens and the journal's rows name them. All else is found anew by
  /// the step or the name that it belongs to.
  public static func adopt(
    _ old: SagaProgram, _ new: SagaProgram, _ state: inout SagaState, _ change: ProgramChange, at time: Timestamp
  ) -> [Command] {
    let time = max(time, state.updatedAt)
    state.follow(new, insteadOf: old)
    state.updatedAt = time
    return [.record(.adopted(change, from: old.version, to: new.version))]
  }
}

extension SagaState {
  fileprivate mutating func follow(_ new: SagaProgram, insteadOf old: SagaProgram) {
    let places = NodePlaces(new)
    let count = new.steps.count
    if steps.count > count { steps.removeLast(steps.count - count) }
    while steps.count < count { steps.append(StepState()) }
    for index in steps.indices { places.move(&steps[index], StepID(index), old) }
    for block in blocks.indices {
      for index in blocks[block].records.indices {
        places.move(&blocks[block].records[index], StepID(blocks[block].first + index), old)
      }
    }
    for index in frames.indices {
      if let position = frames[index].position {
        frames[index].position = old.nodes[position.index].instruction.step.flatMap { places.node(of: $0) }
      }
      if let owner = frames[index].owner, let subSaga = frames[index].subSaga {
        frames[index].subSaga = subSaga.with(places.subSaga(of: owner.step, new) ?? subSaga.id)
      }
    }
    for index in entities.indices {
      let name = old.entities[entities[index].entity.index].name
      if let place = new.entities.firstIndex(where: { $0.name == name }) { entities[index].entity = EntityID(place) }
    }
  }
}

extension SubSagaState {
  /// The same of another program.
  fileprivate func with(_ id: SubSagaID) -> SubSagaState {
    var other = SubSagaState(id: id, input: input, key: key, startedAt: startedAt)
    (other.entities, other.isDeadlineOver) = (entities, isDeadlineOver)
    return other
  }
}

/// Where the steps of a program stand.
private struct NodePlaces {
  private var nodes: [NodeID?]
  private var choices: [NodeID?]

  init(_ program: SagaProgram) {
    nodes = Array(repeating: nil, count: program.steps.count)
    choices = nodes
    for (index, node) in program.nodes.enumerated() {
      if let step = node.instruction.step { nodes[step.index] = NodeID(index) }
      if case .branch(let branch) = node.instruction, let skipped = branch.skipped {
        choices[skipped.index] = NodeID(index)
      }
    }
  }

  func node(of step: StepID) -> NodeID? { step.index < nodes.count ? nodes[step.index] : nil }

  /// A record of a step that was passed over lies at the choice that did it.
  func move(_ record: inout StepState, _ step: StepID, _ old: SagaProgram) {
    guard let node = record.node else { return }
    if case .branch = old.nodes[node.index].instruction {
      record.node = step.index < choices.count ? choices[step.index] : nil
    } else {
      record.node = self.node(of: step)
    }
  }

  func subSaga(of step: StepID, _ program: SagaProgram) -> SubSagaID? {
    guard let node = node(of: step), case .fork(let fork) = program.nodes[node.index].instruction,
      case .saga(_, let id) = fork.body
    else { return nil }
    return id
  }
}
