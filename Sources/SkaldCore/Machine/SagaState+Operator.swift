extension SagaState {
  /// Whether an operator can do that now.
  ///
  /// A step can be helped while the saga stands at it, an undo while it does not get done. Nothing is done to a step that
  /// an operator's word could make untrue: a call that is past its point of no return does not fail.
  public func allows(_ verb: OperatorAct.Verb, _ program: SagaProgram) -> Bool {
    guard !status.isTerminal, verb.record == nil || status != .scheduled else { return false }
    switch verb {
    case .compensate, .terminate, .pause, .resume: return true
    case .retry(let id): return standsStill(id, program)
    case .edit(let id, _): return standsStill(id, program) && (self[id].undo == .blocked || self[id].status == .blocked)
    case .rerun(let id, let newKey): return canRerun(id, newKey: newKey, program)
    case .resolve(let id, _): return isCallOpen(id, program)
    case .skip(let id): return isCallOpen(id, program) || openWaits(program).contains(id)
    case .fail(let id, let code): return isCallOpen(id, program) && mayFail(id, code, program)
    case .force(let id), .abandon(let id): return isUndoOpen(id)
    }
  }

  /// The records that stand still: those an operator most likely means.
  public func stuckRecords(_ program: SagaProgram) -> [RecordID] {
    records.filter { id in
      guard self[id].undo != .blocked else { return true }
      return self[id].status == .blocked && isCallOpen(id, program)
    }
  }

  /// The record of a title; nil where no step that was reached has it.
  public func record(titled title: String, _ program: SagaProgram) -> RecordID? {
    records.first { self.title(of: $0, program) == title }
  }

  /// The steps whose effects stay, or may stay, where the instance ends now.
  public func residue(_ program: SagaProgram) -> [RecordID] {
    records.filter { id in
      guard self[id].effect != .none else { return false }
      return self[id].undo != .done && self[id].undo != .forced
    }
  }

  /// Every record that was reached, in the order of the steps.
  private var records: [RecordID] {
    var found: [RecordID] = []
    // By their places: a record taken out of the array is a copy.
    for index in steps.indices where steps[index].startedAt != nil { found.append(RecordID(StepID(index))) }
    for (number, block) in blocks.enumerated() {
      for index in block.records.indices where block.records[index].startedAt != nil {
        found.append(RecordID(StepID(block.first + index), block: number + 1))
      }
    }
    return found
  }

  /// Whether a step or an undo is not under way, and could be.
  private func standsStill(_ id: RecordID, _ program: SagaProgram) -> Bool {
    if isUndoOpen(id) { return self[id].undo != .running }
    return isCallOpen(id, program) && [.blocked, .backoff].contains(self[id].status) && self[id].action.open == nil
  }

  /// Whether a frame stands at a call that is not over.
  func isCallOpen(_ id: RecordID, _ program: SagaProgram) -> Bool {
    guard has(id), let node = self[id].node, case .invoke = program.node(node).instruction else { return false }
    let frame = frames[self[id].frame]
    guard frame.phase == .running, frame.position == node else { return false }
    switch self[id].status {
    case .ready, .running, .waiting, .backoff, .checking, .blocked: return true
    case .idle, .succeeded, .failed, .unknown, .skipped, .canceled: return false
    }
  }

  /// Whether an undo goes on, or stands still.
  private func isUndoOpen(_ id: RecordID) -> Bool {
    guard has(id) else { return false }
    switch self[id].undo {
    case .running, .backoff, .blocked: return true
    case .none, .armed, .notNeeded, .queued, .done, .forced, .abandoned: return false
    }
  }

  /// Whether something takes the failure of a call up: an alternative, a part that can turn back, or nothing is needed.
  private func mayFail(_ id: RecordID, _ code: String, _ program: SagaProgram) -> Bool {
    let transition = Transition(machine: Machine(program), state: self, at: updatedAt)
    guard let active = transition.active(id) else { return false }
    if active.invoke.isOptional { return true }
    // What may have happened is undone with the rest, unless it is what there is no way back from.
    if active.invoke.position == .pivot, self[id].effect != .none { return false }
    let failure = Failure(code: code, step: "")
    let isEffectless = self[id].effect == .none || program.isParticipant
    let isCaught = isEffectless && active.invoke.catches.contains { $0.code == nil || $0.code == code }
    return isCaught || transition.handler(of: failure, in: self[id].frame) != nil
  }
}
