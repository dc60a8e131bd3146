import SkaldValue

extension Transition {
  /// An answer of an action that is not awaited: of an attempt that was given up, or of a part that turned back.
  mutating func takeLateAnswer(_ active: ActiveStep, _ call: CallID, _ result: CallResult) {
    let step = state[call.record]
    guard (1...max(step.action.attempts, 1)).contains(call.attempt), step.action.attempts > 0 else { return }
    switch result {
    case .ok(let output): takeLateSuccess(active, call, output)
    case .refused(let code, let message):
      guard let code, isAnswerOfLatest(active, call) else { return record(.late(call, outcome: result.word)) }
      record(.answered(call, outcome: result.word, message: result.message))
      takeRefusal(active, code: code, message: message)
    case .blocked: record(.late(call, outcome: result.word))
    case .retryable, .lost, .pending: return
    }
  }

  /// The refusal of an attempt that nothing followed is the answer that the step waits for, where it proves something.
  private func isAnswerOfLatest(_ active: ActiveStep, _ call: CallID) -> Bool {
    let step = state[call.record]
    guard isRunning(call.record), call.attempt == step.action.attempts, step.action.open == nil else { return false }
    let operation = program.operation(active.invoke.call.operation)
    guard operation.idempotency == .key, operation.remembersRefusals else { return false }
    return step.status == .backoff || step.status == .blocked
  }

  private mutating func takeLateSuccess(_ active: ActiveStep, _ call: CallID, _ output: JSON?) {
    let id = call.record
    let step = state[id]
    guard !state.status.isTerminal else { return record(.late(call, outcome: "ok")) }
    switch state.frames[step.frame].phase {
    case .running, .ended:
      switch step.status {
      case .ready, .running, .backoff, .waiting, .checking, .unknown, .blocked:
        guard state.frames[step.frame].position == step.node else { return record(.late(call, outcome: "ok")) }
        giveUpAttempt(active)
        forgetStragglers(active)
        record(.answered(call, outcome: "ok", message: ""))
        accept(active, output)
      case .failed, .skipped, .canceled: return record(.late(call, outcome: "ok"))
      case .idle, .succeeded: return
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
      reportLateEffect(active)
    case .none: record(.late(call, outcome: "ok"))
    }
  }
  /// Somebody has to look, unless the service's barrier takes care of the order in which both arrived.
  private mutating func reportLateEffect(_ active: ActiveStep) {
    let (id, operation) = (active.id, program.operation(active.invoke.call.operation))
    guard operation.hasEffect else { return }
    var kind = "late_effect_after_undo"
    var message = "the action took effect when its undo had begun, or was not needed; it is not undone"
    if operation.hasBarrier, state[id].undo != .notNeeded {
      guard state[id].undo == .done else { return }
      kind = "barrier_violation"
      message = "the action succeeded, as it seems after its undo, which the barrier of \(operation.name) should refuse"
    }
    open(.init(kind: kind, step: title(id), message: message, blocks: false), in: state[id].frame)
  }
}
