import SkaldValue

extension Transition {
  /// Other arguments for what stands still, and another try.
  mutating func edit(_ id: RecordID, _ input: JSON) {
    let isUndo = state[id].undo == .blocked
    state.change(id) { edit in
      if isUndo { edit.undoInput = input } else { edit.input = input }
    }
    retryNow(id)
  }

  /// Goes back to a step, with the attempts of all calls from there on to be spent anew.
  mutating func rerun(_ id: RecordID, newKey: Bool) {
    guard let node = state[id].node else { return }
    let frame = state[id].frame
    if let position = state.frames[frame].position, case .invoke(let invoke) = program.node(position).instruction {
      let standing = state.record(of: invoke.step, from: state.frames[frame].block)
      giveUpCall(ActiveStep(id: standing, invoke: invoke))
      closeIncidents(of: standing)
    }
    for call in state.calls(from: id, program) {
      let hasSucceeded = state[call].status == .succeeded
      state.change(call) { edit in
        if newKey { edit.generation += 1 }
        edit.isRepeated = edit.isRepeated || hasSucceeded
      }
      state[call].action.spent = 0
      state[call].action.firstAt = nil
      state[call].action.isAlerted = false
      state[call].status = .idle
      state[call].endedAt = nil
    }
    go(frame, to: node)
  }
}

extension SagaState {
  /// Whether a step can be gone back to: the saga stands at it, or has done nothing since but other calls.
  ///
  /// Events that were awaited do not come again, and parts that run side by side cannot be run twice. A call is repeated
  /// under its key, which its service recognises; as a new one only while nothing of it can have taken effect.
  func canRerun(_ id: RecordID, newKey: Bool, _ program: SagaProgram) -> Bool {
    guard has(id), frames[self[id].frame].phase == .running, let position = frames[self[id].frame].position,
      case .invoke(let invoke) = program.node(position).instruction
    else { return false }
    let standing = record(of: invoke.step, from: frames[self[id].frame].block)
    guard isCallOpen(standing, program), self[standing].action.open == nil || standing == id else { return false }
    let calls = calls(from: id, program)
    guard calls.contains(id) else { return false }
    return calls.allSatisfy { call in
      guard let operation = operation(of: call, program) else { return false }
      if newKey { return self[call].effect == .none && self[call].action.open == nil }
      return operation.idempotency != .never || self[call].effect == .none
    } && !hasWaited(since: id, program)
  }

  /// The calls that a frame made from a step on, and the one at which it stands.
  func calls(from id: RecordID, _ program: SagaProgram) -> [RecordID] {
    let frame = frames[self[id].frame]
    var calls = Array(frame.trail.drop { $0 != id })
    guard let position = frame.position, case .invoke(let invoke) = program.node(position).instruction else {
      return calls
    }
    // A call that was never made is not in the trail.
    let standing = record(of: invoke.step, from: frame.block)
    if !calls.contains(standing), calls.first == id || standing == id { calls.append(standing) }
    return calls
  }

  /// Whether a frame waited for something between a step and where it stands.
  private func hasWaited(since id: RecordID, _ program: SagaProgram) -> Bool {
    let frame = frames[self[id].frame]
    guard let first = self[id].node, let position = frame.position else { return true }
    var seen = program.nodes.indices.map { $0 == first.index || $0 == position.index }
    var open = first == position ? [] : program.node(first).successors
    while let node = open.popLast() {
      guard !seen[node.index] else { continue }
      seen[node.index] = true
      if program.node(node).instruction.waits, let step = program.node(node).instruction.step,
        self[record(of: step, from: frame.block)].startedAt != nil
      {
        return true
      }
      open += program.node(node).successors
    }
    return false
  }

  /// The operation whose arguments an operator changes: the action's, or that of the undo call that stands still.
  public func operationToEdit(_ id: RecordID, _ program: SagaProgram) -> Operation? {
    guard has(id), self[id].undo == .blocked, let node = self[id].node,
      case .invoke(let invoke) = program.node(node).instruction, invoke.undo.indices.contains(self[id].undoPart)
    else { return operation(of: id, program) }
    return program.operation(invoke.undo[self[id].undoPart].call.operation)
  }

  /// The operation that a step calls; nil where it calls none.
  public func operation(of id: RecordID, _ program: SagaProgram) -> Operation? {
    guard has(id), let node = self[id].node, case .invoke(let invoke) = program.node(node).instruction else {
      return nil
    }
    return program.operation(invoke.call.operation)
  }
}

extension Instruction {
  /// Whether it is passed only once something happened that does not happen again, or by parts of their own.
  fileprivate var waits: Bool {
    switch self {
    case .wait, .sleep, .fork: true
    case .invoke, .set, .emit, .branch, .join, .finish, .fail: false
    }
  }
}
