import SkaldValue

extension Transition {
  /// The forward part failed: the saga turns back where it still can.
  mutating func fail(_ failure: Failure) {
    guard isPivotOpen else {
      state.failure = failure
      return open(
        .init(
          kind: "failed_past_pivot", step: failure.step, message: "\(failure.code): \(failure.message)", blocks: true))
    }
    compensate(.failure, failure)
  }

  mutating func takeCancel(_ reason: String) {
    switch state.status {
    case .completed, .compensated, .failed, .terminated, .compensating: return
    case .running:
      guard isPivotOpen else { return record(.cancelRefused) }
      compensate(.cancel, Failure(code: Failure.canceled, step: "", message: reason))
    }
  }

  /// The turn: forward calls are given up, everything that may have happened is queued for its undo.
  mutating func compensate(_ cause: Cause, _ failure: Failure) {
    state.status = .compensating
    state.cause = cause
    state.failure = failure
    record(.status(.compensating, cause: cause, failure: failure))
    leaveForward()
    state.incidents.filter { $0.kind != "undeclared_refusal" }.forEach { close($0) }
    apply(program.outcome.compensating)
    for id in state.dispatchOrder where state.steps[id.index].undo == .armed {
      let isNeeded = state.steps[id.index].effect != .none
      state.steps[id.index].undo = isNeeded ? .queued : .notNeeded
      record(.undo(id, isNeeded ? .queued : .notNeeded))
    }
    pumpUndo()
  }

  private mutating func leaveForward() {
    guard let position = state.position else { return }
    state.position = nil
    switch program.node(position).instruction {
    case .invoke(let invoke): leaveForward(invoke)
    case .wait(let wait): cancel(wait.step)
    case .sleep(let sleep): cancel(sleep.step)
    case .set, .emit, .branch, .fork, .join, .finish, .fail: return
    }
  }

  private mutating func cancel(_ id: StepID) {
    guard state.steps[id.index].status == .waiting || state.steps[id.index].status == .blocked else { return }
    state.steps[id.index].status = .canceled
    state.steps[id.index].due = nil
    state.steps[id.index].endedAt = at
  }

  /// Gives up the call that executes.
  private mutating func leaveForward(_ invoke: Invoke) {
    let index = invoke.step.index
    let open = state.steps[index].action.open
    if let open {
      commands.append(.abandon(CallID(step: invoke.step, phase: .action, attempt: open.attempt)))
      state.steps[index].action.settle(.unknown)
      expectStragglers(invoke.step, timeout: program.policy(invoke.call.policy).timeout)
    }
    state.steps[index].action.progress = .idle
    switch state.steps[index].status {
    case .running, .waiting, .backoff, .blocked:
      state.steps[index].status = state.steps[index].effect == .none ? .canceled : .unknown
      state.steps[index].endedAt = at
      if open != nil, invoke.check != nil, state.steps[index].effect == .maybe { dispatchCheck(invoke) }
    case .checking, .idle, .succeeded, .failed, .unknown, .skipped, .canceled: return
    }
  }
}
