import SkaldCore
import SkaldValue

/// Duplicates and late results of actions.
extension Reference {
  mutating func lateAnswer(_ call: CallID, _ result: CallResult) {
    let step = call.step.index
    guard (1...steps[step].action.all.count).contains(call.attempt) else { return }
    switch result {
    case .ok(let output): status == .running ? lateOk(call, output) : lateOkWhileUndoing(call, output)
    case .refused(let code, _): lateRefusal(call, code)
    case .blocked:
      noted = call
      countNotCurrent(call)
    case .retryable, .lost, .pending: countNotCurrent(call)
    }
  }

  private mutating func countNotCurrent(_ call: CallID) {
    hit(call.attempt < steps[call.step.index].action.all.count ? .lateFailed : .resultNotCurrent)
  }

  /// After the end an answer is noted where it says something: of an action, or of an undo that was given up.
  mutating func noteAfterTheEnd(_ call: CallID, _ result: CallResult) {
    hit(.lateTerminal)
    let step = steps[call.step.index]
    switch (call.phase, result) {
    case (.action, .ok), (.action, .refused), (.action, .blocked): noted = call
    case (.undo, .ok) where status == .terminated || step.undo == .forced || step.undo == .abandoned: noted = call
    case (.action, _), (.undo, _), (.check, _): return
    }
  }

  /// A late ok of the same operation: the first output that is committed wins.
  private mutating func lateOk(_ late: CallID, _ output: JSON?) {
    let step = late.step.index
    switch steps[step].state {
    case .succeeded:
      hit(.secondOk)
      return hit(.succeededStays)
    // An optional step that the saga left keeps its end: the page “How a saga runs” has late results of steps that are
    // not over.
    case .unknown:
      noted = late
      return hit(.lateOkUnknown)
    case .failed, .skipped, .canceled:
      noted = late
      return
    case .idle, .ready: return
    case .running: hit(.lateOkRunning)
    case .backoff:
      hit(.lateOkBackoff)
      hit(.backoffLateOk)
    case .waiting: hit(.lateOkWaiting)
    case .checking: hit(.lateOkChecking)
    case .blocked: if steps[step].insists { hit(.insistingLate) }
    }
    if let open = steps[step].action.open {
      abandoned.insert(CallID(RecordID(StepID(step)), phase: .action, attempt: open.number))
      steps[step].action.end(.unknown)
      expectStragglers(step)
    }
    if call(step).action.idempotency == .key { steps[step].quietUntil = nil }
    succeed(step, output)
  }

  /// Decision: the refusal of an attempt that was given up and that nothing followed counts where it proves effect none.
  private mutating func lateRefusal(_ late: CallID, _ code: String?) {
    let step = late.step.index
    let isLatest = late.attempt == steps[step].action.all.count && steps[step].action.open == nil
    let isOpen = steps[step].state == .backoff || steps[step].state == .blocked
    guard status == .running, place == step, isLatest, isOpen, code != nil, call(step).action.isRefusalProof else {
      noted = late
      return countNotCurrent(late)
    }
    hit(.lateRefusal)
    steps[step].action.nextAt = nil
    refused(step, code)
  }

  private mutating func lateOkWhileUndoing(_ late: CallID, _ output: JSON?) {
    let step = late.step.index
    guard steps[step].state != .succeeded else { return hit(.secondOk) }
    if steps[step].undo != .armed, steps[step].undo != .queued { noted = late }
    switch steps[step].undo {
    case .armed, .queued:
      hit(.lateOkQueued)
      if call(step).action.hasEffect { steps[step].effect = .applied }
      steps[step].output = output
      if call(step).action.idempotency == .key { steps[step].quietUntil = nil }
      if steps[step].state == .checking { endCheck(step) }
      undoOn()
    case .running, .backoff, .blocked:
      hit(.lateOkUndoRunning)
      reportLateEffect(step)
    case .done, .forced, .abandoned:
      hit(.lateOkUndoDone)
      reportLateEffect(step)
    // What was proven to have no effect has one all the same, and nothing undoes it.
    case .notNeeded:
      hit(.lateOkNotNeeded)
      if call(step).action.hasEffect { open("late_effect_after_undo", ReferenceSaga.name(step), blocks: false) }
    case .none: return
    }
  }

  /// With a barrier the action came before the undo, or would have been refused. After an undo that is done its success
  /// is suspicious all the same.
  private mutating func reportLateEffect(_ step: Int) {
    let contract = call(step).action
    guard contract.hasEffect else { return }
    guard contract.hasBarrier else { return open("late_effect_after_undo", ReferenceSaga.name(step), blocks: false) }
    guard steps[step].undo == .done else { return }
    hit(.lateOkBarrier)
    open("barrier_violation", ReferenceSaga.name(step), blocks: false)
  }
}
