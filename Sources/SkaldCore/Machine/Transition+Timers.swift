import SkaldValue

extension Transition {
  mutating func takeTimer(_ timer: TimerID) {
    guard state.isDue(timer, program, at: at) else { return }
    switch timer {
    case .attempt(let call):
      commands.append(.abandon(call))
      takeAnswer(call, .lost(message: "no answer in time"))
    case .retry(let call): dispatchNext(call)
    case .sleep(let step):
      state.steps[step.index].due = nil
      succeed(step, output: nil)
      leave()
    case .wait(let step):
      guard let position = state.position, case .wait(let wait) = program.node(position).instruction,
        wait.step == step
      else { return }
      expire(wait)
    case .quiesce(let step):
      state.steps[step.index].quietAt = nil
      record(.undo(step, state.steps[step.index].undo))
      pumpUndo()
    case .deadline: takeDeadline()
    }
  }

  private mutating func dispatchNext(_ call: CallID) {
    guard let invoke = invoke(of: call.step) else { return }
    switch call.phase {
    case .action: dispatchAction(invoke)
    case .undo: retryUndoNow(call)
    case .check: dispatchCheck(invoke)
    }
  }

  private mutating func takeDeadline() {
    state.isDeadlineOver = true
    guard !isPivotAttempted, isPivotOpen else { return record(.deadlineIgnored) }
    compensate(
      .deadline, Failure(code: Failure.deadlineExceeded, step: "", message: "the deadline passed before the pivot"))
  }

  /// The engine was restarted: calls in flight are lost with their connections and are made again, under the same key.
  ///
  /// What was lost with the engine does not count against the attempts. A call that must not be repeated is left to its
  /// time limit.
  mutating func takeRecovery() {
    let lost = state.inFlight
    guard !lost.isEmpty else { return }
    record(.recovered)
    for call in lost {
      guard let invoke = invoke(of: call.step) else { continue }
      switch call.phase {
      case .action: recoverAction(invoke, call)
      case .undo:
        state.steps[call.step.index].undoing.settle(.unknown)
        state.steps[call.step.index].undoing.spent -= 1
        state.steps[call.step.index].undo = .backoff
        retryUndoNow(call)
      case .check:
        state.steps[call.step.index].checking.settle(.none)
        state.steps[call.step.index].checking.spent -= 1
        dispatchCheck(invoke)
      }
    }
  }

  private mutating func recoverAction(_ invoke: Invoke, _ call: CallID) {
    if program.operation(invoke.call.operation).idempotency == .never { return }
    // A call that the service answers later lives on at the service; only its deadline ends it.
    if case .pending = state.steps[call.step.index].action.progress { return }
    state.steps[call.step.index].action.settle(.unknown)
    state.steps[call.step.index].action.spent -= 1
    expectStragglers(call.step, timeout: program.policy(invoke.call.policy).timeout)
    dispatchAction(invoke)
  }
}
