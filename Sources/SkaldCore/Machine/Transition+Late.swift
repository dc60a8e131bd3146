import SkaldValue

extension Transition {
  /// An answer of an action that is not awaited: of an attempt that was given up, or of a part that turned back.
  mutating func takeLateAnswer(_ active: ActiveStep, _ call: CallID, _ result: CallResult) {
    let step = state[call.record]
    guard (1...max(step.action.attempts, 1)).contains(call.attempt), step.action.attempts > 0 else { return }
    switch result {
    case .ok(let output): takeLateSuccess(active, call, output)
    case .refused(let code, _):
      // The refusal of an attempt that nothing followed is the answer that the step waits for.
      let isLatest = call.attempt == step.action.attempts && step.action.open == nil
      guard isRunning(call.record), isLatest, step.status == .backoff || step.status == .blocked, code != nil else {
        return record(.late(call, outcome: result.word))
      }
      record(.answered(call, outcome: result.word, message: result.message))
      takeRefusalOfLatest(active, result)
    case .blocked: record(.late(call, outcome: result.word))
    case .retryable, .lost, .pending: return
    }
  }

  private mutating func takeRefusalOfLatest(_ active: ActiveStep, _ result: CallResult) {
    guard case .refused(let code?, let message) = result else { return }
    let operation = program.operation(active.invoke.call.operation)
    guard operation.idempotency == .key, operation.remembersRefusals else { return }
    takeRefusal(active, code: code, message: message)
  }

  private mutating func takeLateSuccess(_ active: ActiveStep, _ call: CallID, _ output: JSON?) {
    let id = call.record
    let step = state[id]
    guard !state.status.isTerminal else { return record(.late(call, outcome: "ok")) }
    switch state.frames[step.frame].phase {
    case .running, .ended:
      switch step.status {
      case .running, .backoff, .waiting, .checking, .unknown, .blocked:
        guard state.frames[step.frame].position == step.node else { return record(.late(call, outcome: "ok")) }
        giveUpAttempt(active)
        forgetStragglers(active)
        record(.answered(call, outcome: "ok", message: ""))
        accept(active, output)
      case .idle, .succeeded, .failed, .skipped, .canceled: return
      }
    case .undoing, .undone: takeLateSuccessWhileUndoing(active, call, output)
    }
  }

  private mutating func takeLateSuccessWhileUndoing(_ active: ActiveStep, _ call: CallID, _ output: JSON?) {
    let id = call.record
    guard state[id].status != .succeeded else { return }
    switch state[id].undo {
    case .armed, .queued:
      record(.answered(call, outcome: "ok", message: ""))
      state[id].effect = appliedEffect(active)
      state[id].output = output
      forgetStragglers(active)
      if state[id].status == .checking { endCheck(active) }
      undoOn(from: state[id].frame)
    case .notNeeded, .running, .backoff, .blocked, .done, .forced, .abandoned:
      record(.late(call, outcome: "ok"))
      guard appliedEffect(active) == .applied else { return }
      open(
        .init(
          kind: "late_effect_after_undo", step: title(id),
          message: "the action took effect when its undo had begun, or was not needed; it is not undone", blocks: false),
        in: state[id].frame)
    case .none: record(.late(call, outcome: "ok"))
    }
  }
}
