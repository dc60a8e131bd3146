import SkaldValue

extension Transition {
  /// Goes on undoing what a frame belongs to and, once that is undone, what waits for it.
  ///
  /// It begins with the outermost part that is undone: what came later may be in another part of it, and goes first.
  mutating func undoOn(from first: Int) {
    var frame = first
    while frame != 0, state.frames[state.frames[frame].parent].phase == .undoing { frame = state.frames[frame].parent }
    guard undo(frame) else { return }
    if frame == 0 { return endUndo() }
    guard let alternative = state.frames[frame].alternative else { return finishIfNothingIsOpen() }
    let parent = state.frames[frame].parent
    state.frames[frame].alternative = nil
    state.frames[parent].caught = state.frames[frame].failure
    go(parent, to: alternative)
  }

  /// The saga may have waited at its end for the undo of a branch.
  private mutating func finishIfNothingIsOpen() {
    guard state.status == .running, let position = state.frames[0].position,
      case .finish = program.node(position).instruction
    else { return }
    finish()
  }

  /// Undoes a frame as far as that goes now, in the reverse order of its steps: true once nothing is left.
  private mutating func undo(_ frame: Int) -> Bool {
    switch state.frames[frame].phase {
    case .undone: return true
    case .running, .ended: return false
    case .undoing: break
    }
    for id in state.frames[frame].trail.reversed() {
      guard undo(id) else { return false }
    }
    state.frames[frame].phase = .undone
    if let subSaga = state.frames[frame].subSaga { apply(program.subSaga(subSaga.id).outcome.compensated, in: frame) }
    return true
  }

  /// Undoes a step as far as that goes now: true once nothing is left.
  private mutating func undo(_ id: RecordID) -> Bool {
    if let place = state[id].fork { return undoFork(id, state.forks[place].frames) }
    switch state[id].undo {
    case .none, .notNeeded, .done, .forced, .abandoned: return true
    case .running, .backoff, .blocked: return false
    case .armed, .queued:
      guard state[id].status != .checking else { return false }
      if state[id].effect == .none {
        settleUndo(id, .notNeeded)
        return true
      }
      guard let step = active(id) else { return true }
      if let quiet = state[id].quietAt, quiet > at, !hasBarrier(step) { return false }
      dispatchUndo(step)
      return false
    }
  }

  /// Branches and items are undone side by side, as many items at a time as there ran; rounds one after the other.
  private mutating func undoFork(_ id: RecordID, _ frames: [Int]) -> Bool {
    var room =
      switch fork(id)?.body {
      case .items(_, let items)?: max(items.atMost, 1)
      case .rounds?: 1
      case .branches?, .scope?, .saga?, .reactions?, nil: Int.max
      }
    for frame in frames.reversed() where !undo(frame) {
      room -= 1
      guard room > 0 else { return false }
    }
    return frames.allSatisfy { state.frames[$0].phase == .undone }
  }

  mutating func settleUndo(_ id: RecordID, _ status: UndoStatus) {
    state[id].undo = status
    record(.undo(id, status))
  }

  /// Everything is undone.
  private mutating func endUndo() {
    guard state.status == .compensating else { return }
    let isComplete = !hasAbandonedUndo
    if isComplete { apply(program.outcome.compensated, in: 0) }
    end(isComplete ? .compensated : .failed)
  }

  private var hasAbandonedUndo: Bool {
    state.frames.contains { $0.trail.contains { state[$0].undo == .abandoned } }
  }

  mutating func dispatchUndo(_ step: ActiveStep) {
    let id = step.id
    let part = state[id].undoPart
    let plan = step.invoke.undo[part]
    guard !state.isPaused else { return holdUndo(id) }
    let edited = state.edit(of: id)?.undoInput.map { CallArguments(value: $0) }
    guard let arguments = edited ?? arguments(of: plan.call, for: title(id), in: state[id].frame) else {
      return blockUndo(id, kind: "bad_expression", message: "the undo's arguments could not be computed")
    }
    let policy = program.policy(plan.call.policy)
    if state[id].undo != .running { settleUndo(id, .running) }
    let deadline = state[id].undoing.dispatch(at: at, timeout: policy.timeout)
    let call = CallID(id, phase: .undo, part: part, attempt: state[id].undoing.attempts)
    let key = operationKey(id, suffix: part == 0 ? "c" : "c\(part)")
    let isKnown = state[id].effect == .applied
    send(
      call, program.operation(plan.call.operation), arguments, key: key, deadline: deadline, heartbeat: nil,
      isOutcomeKnown: isKnown)
  }

  mutating func takeUndoAnswer(_ active: ActiveStep, _ call: CallID, _ result: CallResult) {
    let id = active.id
    let step = state[id]
    // An operator gave the undo up, which was done all the same.
    if case .ok = result, state.status == .terminated || step.undo == .forced || step.undo == .abandoned {
      return record(.late(call, outcome: result.word))
    }
    guard !state.status.isTerminal, state.frames[step.frame].phase == .undoing, call.part == step.undoPart,
      active.invoke.undo.indices.contains(call.part), call.attempt <= step.undoing.attempts
    else { return }
    let isAwaited = step.undoing.awaits(call.attempt)
    if case .ok(let output) = result { return takeUndoSuccess(active, call, output, isAwaited: isAwaited) }
    guard isAwaited else { return }
    record(.answered(call, outcome: result.word, message: result.message))
    switch result {
    case .ok: return
    case .pending: state[id].undoing.postpone(at: at, heartbeat: nil)
    case .refused(let code, let message):
      state[id].undoing.settle(.none)
      blockUndo(id, kind: "undo_refused", message: "\(code ?? Failure.rejected): \(message)")
    case .blocked(_, let message):
      state[id].undoing.settle(.none)
      blockUndo(id, kind: "handler_blocked", message: message)
    case .retryable(let effect, let notBefore, _):
      state[id].undoing.settle(effect)
      retryUndo(active, notBefore: notBefore)
    case .lost:
      state[id].undoing.settle(.unknown)
      retryUndo(active, notBefore: nil)
    }
  }

  private mutating func takeUndoSuccess(_ active: ActiveStep, _ call: CallID, _ output: JSON?, isAwaited: Bool) {
    let id = active.id
    switch state[id].undo {
    case .running, .backoff, .blocked: break
    case .none, .armed, .notNeeded, .queued, .done, .forced, .abandoned: return
    }
    if !isAwaited, let open = state[id].undoing.open {
      commands.append(.abandon(CallID(id, phase: .undo, part: call.part, attempt: open.attempt)))
    }
    record(.answered(call, outcome: "ok", message: ""))
    let plan = active.invoke.undo[call.part]
    state[id].undoing.settle(.none)
    if let fault = fault(of: output, for: program.operation(plan.call.operation)) {
      return blockUndo(id, kind: "bad_result", message: fault)
    }
    plan.emissions.forEach { publish($0, for: title(id), in: state[id].frame) }
    closeIncidents(of: id)
    state[id].undoing = CallState()
    if call.part + 1 < active.invoke.undo.count {
      state[id].undoPart += 1
      return dispatchUndo(active)
    }
    settleUndo(id, .done)
    undoOn(from: state[id].frame)
  }

  private mutating func retryUndo(_ step: ActiveStep, notBefore: Milliseconds?) {
    let id = step.id
    let part = state[id].undoPart
    let next = CallID(id, phase: .undo, part: part, attempt: state[id].undoing.attempts + 1)
    let retry = program.policy(step.invoke.undo[part].call.policy).retry
    guard let due = state[id].undoing.plan(retry, at: at, notBefore: notBefore, jitter: jitter(next)) else {
      return blockUndo(id, kind: "undo_exhausted", message: "the attempts of the undo are used up")
    }
    settleUndo(id, .backoff)
    record(.retryPlanned(next, at: due))
    if state[id].undoing.takesLong(at: at) {
      open(
        .init(kind: "undo_takes_long", step: title(id), message: "the undo does not get done", blocks: false),
        in: state[id].frame)
    }
  }

  /// The undo stands still until somebody acts.
  mutating func blockUndo(_ id: RecordID, kind: String, message: String) {
    state[id].undoing.progress = .idle
    settleUndo(id, .blocked)
    open(.init(kind: kind, step: title(id), message: message, blocks: true), in: state[id].frame)
  }

  /// The back-off of an undo is over.
  mutating func retryUndoNow(_ call: CallID) {
    guard state[call.record].undo == .backoff, let step = active(call.record) else { return }
    dispatchUndo(step)
  }
}
