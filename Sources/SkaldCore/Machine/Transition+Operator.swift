import SkaldValue

extension Transition {
  /// Does what an operator asks for; what is not possible any more changes nothing.
  mutating func takeAct(_ act: OperatorAct) {
    guard state.allows(act.verb, program), !isDone(act.verb) else { return }
    record(.operated(act))
    switch act.verb {
    case .retry(let id): retryNow(id)
    case .resolve(let id, let output): resolve(id, output)
    case .skip(let id): skip(id)
    case .fail(let id, let code): failByHand(id, Failure(code: code, step: name(id), message: act.reason))
    case .force(let id): settleUndoByHand(id, .forced)
    case .abandon(let id): settleUndoByHand(id, .abandoned)
    case .edit(let id, let input): edit(id, input)
    case .rerun(let id, let newKey): rerun(id, newKey: newKey)
    case .pause: state.isPaused = true
    case .resume: resume()
    case .compensate: compensateByHand(act.reason)
    case .terminate: terminate()
    }
  }

  mutating func retryNow(_ id: RecordID) {
    guard let active = active(id) else { return }
    closeIncidents(of: id)
    switch state[id].undo {
    case .blocked, .backoff: dispatchUndo(active)
    case .none, .armed, .notNeeded, .queued, .running, .done, .forced, .abandoned:
      state[id].status = .backoff
      dispatchAction(active)
    }
  }

  /// The result is held against the contract, as that of a service is.
  private mutating func resolve(_ id: RecordID, _ output: JSON?) {
    guard let active = active(id) else { return }
    giveUpCall(active)
    closeIncidents(of: id)
    if state[id].action.attempts == 0 { arm(active) }
    accept(active, output)
  }

  private mutating func skip(_ id: RecordID) {
    if let active = active(id) { giveUpCall(active) }
    state[id].status = .skipped
    state[id].due = nil
    state[id].endedAt = at
    record(.skipped(id))
    closeIncidents(of: id)
    leave(state[id].frame)
  }

  private mutating func failByHand(_ id: RecordID, _ failure: Failure) {
    guard let active = active(id) else { return }
    giveUpCall(active)
    // Of a reaction, which nothing undoes by itself, the operator says that it did not take effect.
    if machine.isParticipant { state[id].effect = .none }
    fail(active, failure, as: state[id].effect == .none ? .failed : .unknown)
  }

  /// No answer of an attempt is waited for any more.
  mutating func giveUpCall(_ active: ActiveStep) {
    giveUpAttempt(active)
    state[active.id].action.progress = .idle
    stopCheck(active.id)
  }

  private mutating func settleUndoByHand(_ id: RecordID, _ status: UndoStatus) {
    if let open = state[id].undoing.open {
      commands.append(
        .abandon(CallID(id, phase: .undo, part: state[id].undoPart, attempt: open.attempt)))
    }
    state[id].undoing.progress = .idle
    closeIncidents(of: id)
    settleUndo(id, status)
    undoOn(from: state[id].frame)
  }

  private mutating func compensateByHand(_ reason: String) {
    let failure = Failure(code: Failure.canceled, step: "", message: reason)
    if state.status == .scheduled { return endUnbegun(.operator, failure) }
    guard state.status == .running else { return }
    guard isPivotOpen else { return record(.cancelRefused) }
    compensate(.operator, failure)
  }

  /// Ends the instance where it stands: what was done stays, and late answers change nothing.
  private mutating func terminate() {
    for call in state.inFlight { fence(call) }
    for incident in state.incidents { close(incident) }
    for frame in state.frames.indices { state.frames[frame].position = nil }
    state.startWait = nil
    state.cause = .operator
    end(.terminated)
  }

  private mutating func fence(_ call: CallID) {
    commands.append(.abandon(call))
    switch call.phase {
    case .action: state[call.record].action.progress = .idle
    case .undo: state[call.record].undoing.progress = .idle
    case .check: state[call.record].checking.progress = .idle
    }
  }
}
