import SkaldValue

extension Transition {
  /// Asks the service, by the action's idempotency key, what became of an unknown call.
  mutating func dispatchCheck(_ active: ActiveStep) {
    guard let check = active.invoke.check else { return }
    let id = active.id
    guard !state.isPaused else { return holdCheck(id) }
    guard let arguments = arguments(of: check, for: title(id), in: state[id].frame), let key = actionKey(active)
    else {
      return endCheckUnknown(active)
    }
    state[id].status = .checking
    let policy = program.policy(check.policy)
    let deadline = state[id].checking.dispatch(at: at, timeout: policy.timeout)
    let call = CallID(id, phase: .check, attempt: state[id].checking.attempts)
    send(
      call, program.operation(check.operation), arguments, key: key, deadline: deadline, heartbeat: nil,
      isOutcomeKnown: false)
  }

  /// The answer of a check: `{"outcome": "applied", "output": …}`, `none` or `unknown`.
  mutating func takeCheckAnswer(_ active: ActiveStep, _ call: CallID, _ result: CallResult) {
    let id = call.record
    guard !state.status.isTerminal, state[id].status == .checking, state[id].checking.awaits(call.attempt) else {
      return
    }
    record(.answered(call, outcome: result.word, message: result.message))
    state[id].checking.settle(.none)
    switch result {
    case .ok(let answer):
      switch answer?["outcome"]?.string {
      case "applied": takeApplied(active, answer?["output"])
      case "none":
        if let quiet = state[id].quietAt, quiet > at { return askAgain(active, at: quiet) }
        takeNothing(active)
      default: retryCheck(active, notBefore: nil)
      }
    case .retryable(_, let notBefore, _): retryCheck(active, notBefore: notBefore)
    case .lost, .pending: retryCheck(active, notBefore: nil)
    case .refused, .blocked: endCheckUnknown(active)
    }
  }

  private mutating func takeApplied(_ active: ActiveStep, _ output: JSON?) {
    let id = active.id
    guard state.frames[state[id].frame].phase == .undoing else { return accept(active, output) }
    state[id].effect = appliedEffect(active)
    state[id].output = output
    endCheck(active)
    undoOn(from: state[id].frame)
  }

  private mutating func takeNothing(_ active: ActiveStep) {
    let id = active.id
    state[id].action.isTainted = false
    state[id].effect = .none
    guard state.frames[state[id].frame].phase == .undoing else {
      return fail(active, state[id].error ?? Failure(code: Failure.timedOut, step: name(id)), as: .failed)
    }
    state[id].status = .canceled
    state[id].checking.progress = .idle
    undoOn(from: state[id].frame)
  }

  /// What did not happen yet may still happen while a call is on its way: the question is asked again when none can be.
  private mutating func askAgain(_ active: ActiveStep, at due: Timestamp) {
    let id = active.id
    state[id].checking.spent -= 1
    state[id].checking.progress = .backoff(due: due)
    record(.retryPlanned(CallID(id, phase: .check, attempt: state[id].checking.attempts + 1), at: due))
  }

  private mutating func retryCheck(_ active: ActiveStep, notBefore: Milliseconds?) {
    guard let check = active.invoke.check else { return }
    let id = active.id
    let next = CallID(id, phase: .check, attempt: state[id].checking.attempts + 1)
    let retry = program.policy(check.policy).retry
    guard let due = state[id].checking.plan(retry, at: at, notBefore: notBefore, jitter: jitter(next)) else {
      return endCheckUnknown(active)
    }
    record(.retryPlanned(next, at: due))
  }

  /// Nobody knows what became of the call.
  mutating func endCheckUnknown(_ active: ActiveStep) {
    let id = active.id
    endCheck(active)
    guard isRunning(id) else { return undoOn(from: state[id].frame) }
    settleUnknown(active, state[id].error ?? Failure(code: Failure.timedOut, step: name(id)))
  }

  /// The question is over; the step's outcome stays as it is known.
  mutating func endCheck(_ active: ActiveStep) {
    stopCheck(active.id)
    state[active.id].status = .unknown
  }

  /// The question needs no answer any more.
  mutating func stopCheck(_ id: RecordID) {
    if let open = state[id].checking.open {
      commands.append(.abandon(CallID(id, phase: .check, attempt: open.attempt)))
    }
    state[id].checking.progress = .idle
  }
}
