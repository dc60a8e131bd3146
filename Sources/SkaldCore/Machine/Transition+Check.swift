import SkaldValue

extension Transition {
  /// Asks the service, by the action's idempotency key, what became of an unknown call.
  mutating func dispatchCheck(_ invoke: Invoke) {
    guard let check = invoke.check else { return }
    let index = invoke.step.index
    let name = program.step(invoke.step).name
    guard let arguments = value(of: check.arguments, for: name, event: nil), let key = actionKey(invoke) else {
      return endCheckUnknown(invoke)
    }
    state.steps[index].status = .checking
    let policy = program.policy(check.policy)
    let deadline = state.steps[index].checking.dispatch(at: at, timeout: policy.timeout)
    let call = CallID(step: invoke.step, phase: .check, attempt: state.steps[index].checking.attempts)
    send(
      call, program.operation(check.operation), arguments, key: key, deadline: deadline, heartbeat: nil,
      isOutcomeKnown: false)
  }

  /// The answer of a check: `{"outcome": "applied", "output": …}`, `none` or `unknown`.
  mutating func takeCheckAnswer(_ invoke: Invoke, _ call: CallID, _ result: CallResult) {
    let index = call.step.index
    guard state.steps[index].status == .checking, state.steps[index].checking.awaits(call.attempt) else { return }
    record(.answered(call, outcome: result.word, message: result.message))
    state.steps[index].checking.settle(.none)
    switch result {
    case .ok(let answer):
      switch answer?["outcome"]?.string {
      case "applied": takeApplied(invoke, answer?["output"])
      case "none": takeNothing(invoke)
      default: retryCheck(invoke, notBefore: nil)
      }
    case .retryable(_, let notBefore, _): retryCheck(invoke, notBefore: notBefore)
    case .lost, .pending: retryCheck(invoke, notBefore: nil)
    case .refused, .blocked: endCheckUnknown(invoke)
    }
  }

  private mutating func takeApplied(_ invoke: Invoke, _ output: JSON?) {
    guard state.status == .compensating else { return accept(invoke, output) }
    state.steps[invoke.step.index].effect = appliedEffect(invoke)
    state.steps[invoke.step.index].output = output
    endCheck(invoke)
    pumpUndo()
  }

  private mutating func takeNothing(_ invoke: Invoke) {
    let index = invoke.step.index
    state.steps[index].action.isTainted = false
    state.steps[index].effect = .none
    guard state.status == .compensating else {
      let name = program.step(invoke.step).name
      return fail(invoke, state.steps[index].error ?? Failure(code: Failure.timedOut, step: name), as: .failed)
    }
    state.steps[index].status = .canceled
    state.steps[index].checking.progress = .idle
    pumpUndo()
  }

  private mutating func retryCheck(_ invoke: Invoke, notBefore: Milliseconds?) {
    guard let check = invoke.check else { return }
    let index = invoke.step.index
    let next = CallID(step: invoke.step, phase: .check, attempt: state.steps[index].checking.attempts + 1)
    let retry = program.policy(check.policy).retry
    guard let due = state.steps[index].checking.plan(retry, at: at, notBefore: notBefore, jitter: jitter(next)) else {
      return endCheckUnknown(invoke)
    }
    record(.retryPlanned(next, at: due))
  }

  /// Nobody knows what became of the call.
  private mutating func endCheckUnknown(_ invoke: Invoke) {
    let index = invoke.step.index
    let name = program.step(invoke.step).name
    endCheck(invoke)
    guard state.status == .running else { return pumpUndo() }
    settleUnknown(invoke, state.steps[index].error ?? Failure(code: Failure.timedOut, step: name))
  }

  /// The question is over; the step's outcome stays as it is known.
  mutating func endCheck(_ invoke: Invoke) {
    stopCheck(invoke.step)
    state.steps[invoke.step.index].status = .unknown
  }

  /// The question needs no answer any more.
  mutating func stopCheck(_ id: StepID) {
    if let open = state.steps[id.index].checking.open {
      commands.append(.abandon(CallID(step: id, phase: .check, attempt: open.attempt)))
    }
    state.steps[id.index].checking.progress = .idle
  }
}
