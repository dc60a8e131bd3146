import SkaldValue

extension Transition {
  /// Goes on undoing: in the reverse order of the dispatches, one step after the other.
  mutating func pumpUndo() {
    for id in state.dispatchOrder.reversed() {
      switch state.steps[id.index].undo {
      case .none, .notNeeded, .done, .forced, .abandoned: continue
      case .running, .backoff, .blocked: return
      case .armed, .queued:
        guard state.steps[id.index].status != .checking else { return }
        if state.steps[id.index].effect == .none {
          settleUndo(id, .notNeeded)
          continue
        }
        if let quiet = state.steps[id.index].quietAt, quiet > at { return }
        guard let invoke = invoke(of: id) else { continue }
        return dispatchUndo(invoke)
      }
    }
    endUndo()
  }

  private mutating func settleUndo(_ id: StepID, _ status: UndoStatus) {
    state.steps[id.index].undo = status
    record(.undo(id, status))
  }

  /// Everything is undone.
  private mutating func endUndo() {
    guard state.status == .compensating else { return }
    let isComplete = !state.steps.contains { $0.undo == .abandoned }
    if isComplete { apply(program.outcome.compensated) }
    end(isComplete ? .compensated : .failed)
  }

  private mutating func dispatchUndo(_ invoke: Invoke) {
    let index = invoke.step.index
    let part = state.steps[index].undoPart
    let plan = invoke.undo[part]
    let name = program.step(invoke.step).name
    guard let arguments = value(of: plan.call.arguments, for: name, event: nil) else {
      return blockUndo(invoke.step, kind: "bad_expression", message: "the undo's arguments could not be computed")
    }
    let policy = program.policy(plan.call.policy)
    if state.steps[index].undo != .running { settleUndo(invoke.step, .running) }
    let deadline = state.steps[index].undoing.dispatch(at: at, timeout: policy.timeout)
    let call = CallID(step: invoke.step, phase: .undo, part: part, attempt: state.steps[index].undoing.attempts)
    let key = operationKey(invoke.step, suffix: part == 0 ? "c" : "c\(part)")
    let isKnown = state.steps[index].effect == .applied
    send(
      call, program.operation(plan.call.operation), arguments, key: key, deadline: deadline, heartbeat: nil,
      isOutcomeKnown: isKnown)
  }

  mutating func takeUndoAnswer(_ invoke: Invoke, _ call: CallID, _ result: CallResult) {
    let index = call.step.index
    let step = state.steps[index]
    guard state.status == .compensating, call.part == step.undoPart, invoke.undo.indices.contains(call.part),
      call.attempt <= step.undoing.attempts
    else { return }
    let isAwaited = step.undoing.awaits(call.attempt)
    if case .ok(let output) = result { return takeUndoSuccess(invoke, call, output, isAwaited: isAwaited) }
    guard isAwaited else { return }
    record(.answered(call, outcome: result.word, message: result.message))
    switch result {
    case .ok: return
    case .pending:
      guard let open = step.undoing.open else { return }
      state.steps[index].undoing.progress = .pending(deadline: open.deadline)
    case .refused(let code, let message):
      state.steps[index].undoing.settle(.none)
      blockUndo(call.step, kind: "undo_refused", message: "\(code ?? Failure.rejected): \(message)")
    case .blocked(_, let message):
      state.steps[index].undoing.settle(.none)
      blockUndo(call.step, kind: "handler_blocked", message: message)
    case .retryable(let effect, let notBefore, _):
      state.steps[index].undoing.settle(effect)
      retryUndo(invoke, notBefore: notBefore)
    case .lost:
      state.steps[index].undoing.settle(.unknown)
      retryUndo(invoke, notBefore: nil)
    }
  }

  private mutating func takeUndoSuccess(_ invoke: Invoke, _ call: CallID, _ output: JSON?, isAwaited: Bool) {
    let index = call.step.index
    switch state.steps[index].undo {
    case .running, .backoff, .blocked: break
    case .none, .armed, .notNeeded, .queued, .done, .forced, .abandoned: return
    }
    if !isAwaited, let open = state.steps[index].undoing.open {
      commands.append(.abandon(CallID(step: call.step, phase: .undo, part: call.part, attempt: open.attempt)))
    }
    record(.answered(call, outcome: "ok", message: ""))
    let plan = invoke.undo[call.part]
    state.steps[index].undoing.settle(.none)
    if let fault = fault(of: output, for: program.operation(plan.call.operation)) {
      return blockUndo(call.step, kind: "bad_result", message: fault)
    }
    let name = program.step(call.step).name
    plan.emissions.forEach { publish($0, for: name) }
    closeIncidents(of: name)
    state.steps[index].undoing = CallState()
    if call.part + 1 < invoke.undo.count {
      state.steps[index].undoPart += 1
      return dispatchUndo(invoke)
    }
    settleUndo(call.step, .done)
    pumpUndo()
  }

  private mutating func retryUndo(_ invoke: Invoke, notBefore: Milliseconds?) {
    let index = invoke.step.index
    let part = state.steps[index].undoPart
    let next = CallID(step: invoke.step, phase: .undo, part: part, attempt: state.steps[index].undoing.attempts + 1)
    let retry = program.policy(invoke.undo[part].call.policy).retry
    guard let due = state.steps[index].undoing.plan(retry, at: at, notBefore: notBefore, jitter: jitter(next)) else {
      return blockUndo(invoke.step, kind: "undo_exhausted", message: "the attempts of the undo are used up")
    }
    settleUndo(invoke.step, .backoff)
    record(.retryPlanned(next, at: due))
    if state.steps[index].undoing.takesLong(at: at) {
      open(
        .init(
          kind: "undo_takes_long", step: program.step(invoke.step).name, message: "the undo does not get done",
          blocks: false))
    }
  }

  /// The undo stands still until somebody acts.
  private mutating func blockUndo(_ id: StepID, kind: String, message: String) {
    state.steps[id.index].undoing.progress = .idle
    settleUndo(id, .blocked)
    open(.init(kind: kind, step: program.step(id).name, message: message, blocks: true))
  }

  /// The back-off of an undo is over.
  mutating func retryUndoNow(_ call: CallID) {
    guard state.steps[call.step.index].undo == .backoff, let invoke = invoke(of: call.step) else { return }
    dispatchUndo(invoke)
  }
}
