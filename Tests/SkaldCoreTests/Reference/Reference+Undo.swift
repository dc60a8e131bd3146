import SkaldCore
import SkaldValue

/// Compensation states.
extension Reference {
  /// The turn: forward attempts are fenced, and what has or may have an effect is queued for its undo.
  mutating func turn(_ cause: Cause, _ failure: Failure) {
    status = .compensating
    self.cause = cause
    self.failure = failure
    if let place { leaveForward(place) }
    place = nil
    troubles.removeAll { $0.kind != "undeclared_refusal" }
    move(saga.outcome.compensating)
    // A step that was not reached stays idle, which the page “How a saga runs” says; the table has it canceled.
    if steps.contains(where: { $0.state == .idle }) { hit(.stepNeverReached) }
    for step in order {
      if steps[step].undo == .none, steps[step].effect != .none { hit(.noUndoIsNoPivot) }
      guard steps[step].undo == .armed else { continue }
      switch steps[step].effect {
      case .none:
        hit(.undoNotNeeded)
        steps[step].undo = .notNeeded
      case .maybe:
        hit(.undoQueuedMaybe)
        steps[step].undo = .queued
      case .applied:
        hit(.undoQueuedApplied)
        steps[step].undo = .queued
      }
    }
    undoOn()
  }

  private mutating func leaveForward(_ stage: Int) {
    guard saga.call(stage) != nil else {
      if steps[stage].state == .waiting { steps[stage].state = .canceled }
      steps[stage].due = nil
      return
    }
    let wasInFlight = steps[stage].action.open != nil
    if let open = steps[stage].action.open {
      abandoned.insert(CallID(RecordID(StepID(stage)), phase: .action, attempt: open.number))
      steps[stage].action.end(.unknown)
      expectStragglers(stage)
    }
    steps[stage].action.close()
    steps[stage].insists = false
    switch steps[stage].state {
    case .ready, .running, .waiting, .backoff, .blocked:
      if steps[stage].effect == .none { hit(.stepCanceled) }
      steps[stage].state = steps[stage].effect == .none ? .canceled : .unknown
      if wasInFlight, call(stage).check != nil, steps[stage].effect == .maybe, steps[stage].undo == .armed {
        hit(.undoCheckFirst)
        dispatchCheck(stage)
      }
    // Where there is nothing to undo, the answer would decide nothing.
    case .checking:
      if steps[stage].undo != .armed { endCheck(stage) }
    case .idle, .succeeded, .failed, .unknown, .skipped, .canceled: return
    }
  }

  /// Undoes in the reverse order of the first dispatches, as far as that goes now.
  mutating func undoOn() {
    guard status == .compensating else { return }
    for step in order.reversed() {
      switch steps[step].undo {
      case .none, .notNeeded, .done, .forced, .abandoned: continue
      case .running, .backoff, .blocked:
        if order.contains(where: { steps[$0].undo == .queued }) { hit(.undoWaitsForSuccessors) }
        return
      case .armed, .queued:
        if steps[step].state == .checking { return }
        if steps[step].effect == .none {
          hit(.undoNotNeeded)
          steps[step].undo = .notNeeded
          continue
        }
        if let quiet = steps[step].quietUntil, quiet > now, !call(step).action.hasBarrier { return hit(.undoQuiesces) }
        if !isPaused { hit(.undoDispatched) }
        if !isPaused, steps[step].effect == .maybe, call(step).action.hasBarrier { hit(.undoBarrier) }
        return dispatchUndo(step)
      }
    }
    endUndo()
  }

  private mutating func endUndo() {
    if steps.contains(where: { $0.undo == .abandoned }) {
      hit(.failed)
      status = .failed
    } else {
      hit(.compensated)
      move(saga.outcome.compensated)
      status = .compensated
    }
  }

  mutating func dispatchUndo(_ step: Int) {
    if isPaused {
      // One that has not begun stays queued.
      guard steps[step].undo != .queued else { return }
      steps[step].undoing.nextAt = now
      steps[step].undo = .backoff
      return
    }
    steps[step].undo = .running
    let deadline = now + call(step).undoPatience.timeout
    let number = steps[step].undoing.begin(at: now, until: deadline)
    send(
      CallID(RecordID(StepID(step)), phase: .undo, part: steps[step].undoCall, attempt: number), until: deadline,
      isOutcomeKnown: steps[step].effect == .applied)
  }

  mutating func undoAnswered(_ call: CallID, _ result: CallResult) {
    let step = call.step.index
    if case .ok = result, steps[step].undo == .forced || steps[step].undo == .abandoned { return noted = call }
    guard status == .compensating, call.part == steps[step].undoCall, call.attempt <= steps[step].undoing.all.count
    else { return hit(.resultNotCurrent) }
    let isCurrent = steps[step].undoing.open?.number == call.attempt
    if case .ok(let output) = result { return undoSucceeded(step, output, isCurrent: isCurrent) }
    guard isCurrent else { return hit(.resultNotCurrent) }
    hit(.undoResult)
    switch result {
    case .ok: return
    case .pending: steps[step].undoing.wait(heartbeat: nil, at: now)
    case .refused:
      hit(.undoRefused)
      steps[step].undoing.end(.none)
      blockUndo(step, "undo_refused")
    case .blocked:
      steps[step].undoing.end(.none)
      blockUndo(step, "handler_blocked")
    case .retryable(_, let notBefore, _):
      hit(.undoRetryable)
      steps[step].undoing.end(.unknown)
      undoAgain(step, notBefore: notBefore)
    case .lost:
      hit(.undoLost)
      steps[step].undoing.end(.unknown)
      undoAgain(step, notBefore: nil)
    }
  }

  private mutating func undoSucceeded(_ step: Int, _ output: JSON?, isCurrent: Bool) {
    switch steps[step].undo {
    case .running, .backoff, .blocked: break
    case .none, .armed, .notNeeded, .queued, .done, .forced, .abandoned: return
    }
    hit(.undoResult)
    if !isCurrent, let open = steps[step].undoing.open {
      abandoned.insert(
        CallID(RecordID(StepID(step)), phase: .undo, part: steps[step].undoCall, attempt: open.number))
    }
    steps[step].undoing.close()
    guard isAsDeclared(output, call(step).undo) else { return blockUndo(step, "bad_result") }
    closeTroubles(of: step)
    steps[step].undoing = Attempts()
    if steps[step].undoCall + 1 < call(step).undoCalls {
      hit(.undoNextCall)
      steps[step].undoCall += 1
      return dispatchUndo(step)
    }
    hit(.undoDone)
    steps[step].undo = .done
    undoOn()
  }

  /// Retried without limit, unless the author bounds it.
  private mutating func undoAgain(_ step: Int, notBefore: Milliseconds?) {
    guard steps[step].undoing.plan(call(step).undoPatience, at: now, notBefore: notBefore) else {
      hit(.undoExhausted)
      return blockUndo(step, "undo_exhausted")
    }
    steps[step].undo = .backoff
    guard steps[step].undoing.mustAlert(at: now) else { return }
    hit(.undoAlert)
    open("undo_takes_long", ReferenceSaga.name(step), blocks: false)
  }

  private mutating func blockUndo(_ step: Int, _ kind: String) {
    steps[step].undoing.close()
    steps[step].undo = .blocked
    open(kind, ReferenceSaga.name(step), blocks: true)
  }
}
