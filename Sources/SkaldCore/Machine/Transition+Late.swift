import SkaldValue

extension Transition {
  /// An answer of an action that is not awaited: of an attempt that was given up, or of an instance that turned back.
  mutating func takeLateAnswer(_ invoke: Invoke, _ call: CallID, _ result: CallResult) {
    let step = state.steps[call.step.index]
    guard (1...max(step.action.attempts, 1)).contains(call.attempt), step.action.attempts > 0 else { return }
    switch result {
    case .ok(let output): takeLateSuccess(invoke, call, output)
    case .refused(let code, _):
      // The refusal of an attempt that nothing followed is the answer that the step waits for.
      let isLatest = call.attempt == step.action.attempts && step.action.open == nil
      guard state.status == .running, isLatest, step.status == .backoff || step.status == .blocked, code != nil else {
        return record(.late(call, outcome: result.word))
      }
      record(.answered(call, outcome: result.word, message: result.message))
      takeRefusalOfLatest(invoke, result)
    case .blocked: record(.late(call, outcome: result.word))
    case .retryable, .lost, .pending: return
    }
  }

  private mutating func takeRefusalOfLatest(_ invoke: Invoke, _ result: CallResult) {
    guard case .refused(let code?, let message) = result else { return }
    let operation = program.operation(invoke.call.operation)
    guard operation.idempotency == .key, operation.remembersRefusals else { return }
    takeRefusal(invoke, code: code, message: message)
  }

  private mutating func takeLateSuccess(_ invoke: Invoke, _ call: CallID, _ output: JSON?) {
    let index = call.step.index
    let step = state.steps[index]
    switch state.status {
    case .completed, .compensated, .failed, .terminated: record(.late(call, outcome: "ok"))
    case .running:
      switch step.status {
      case .running, .backoff, .waiting, .checking, .unknown, .blocked:
        guard state.position.map({ isCall($0, of: call.step) }) ?? false else {
          return record(.late(call, outcome: "ok"))
        }
        if let open = step.action.open {
          commands.append(.abandon(CallID(step: call.step, phase: .action, attempt: open.attempt)))
        }
        record(.answered(call, outcome: "ok", message: ""))
        accept(invoke, output)
      case .idle, .succeeded, .failed, .skipped, .canceled: return
      }
    case .compensating: takeLateSuccessWhileUndoing(invoke, call, output)
    }
  }

  private func isCall(_ node: NodeID, of step: StepID) -> Bool {
    guard case .invoke(let invoke) = program.node(node).instruction else { return false }
    return invoke.step == step
  }

  private mutating func takeLateSuccessWhileUndoing(_ invoke: Invoke, _ call: CallID, _ output: JSON?) {
    let index = call.step.index
    guard state.steps[index].status != .succeeded else { return }
    switch state.steps[index].undo {
    case .armed, .queued:
      record(.answered(call, outcome: "ok", message: ""))
      state.steps[index].effect = appliedEffect(invoke)
      state.steps[index].output = output
      state.steps[index].quietAt = nil
      if state.steps[index].status == .checking { endCheck(invoke) }
      pumpUndo()
    case .running, .backoff, .blocked, .done, .forced, .abandoned:
      record(.late(call, outcome: "ok"))
      open(
        .init(
          kind: "late_effect_after_undo", step: program.step(call.step).name,
          message: "the action took effect after its undo had begun; it is not undone again", blocks: false))
    case .none, .notNeeded: record(.late(call, outcome: "ok"))
    }
  }
}
