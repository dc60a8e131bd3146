import SkaldCore
import SkaldValue

/// Duplicates and late results of actions.
extension Reference {
  mutating func lateAnswer(_ call: CallID, _ result: CallResult) {
    let step = call.step.index
    guard (1...steps[step].action.all.count).contains(call.attempt) else { return }
    switch result {
    case .ok(let output): status == .running ? lateOk(step, output) : lateOkWhileUndoing(step, output)
    case .refused(let code, _): lateRefusal(step, call.attempt, code)
    case .retryable, .lost, .pending, .blocked: countNotCurrent(step, call.attempt)
    }
  }

  private mutating func countNotCurrent(_ step: Int, _ attempt: Int) {
    hit(attempt < steps[step].action.all.count ? .lateFailed : .resultNotCurrent)
  }

  /// A late ok of the same operation: the first output that is committed wins.
  private mutating func lateOk(_ step: Int, _ output: JSON?) {
    switch steps[step].state {
    case .succeeded:
      hit(.secondOk)
      return hit(.succeededStays)
    // An optional step that the saga left keeps its end: the page “How a saga runs” has late results of steps that are
    // not over.
    case .idle, .failed, .skipped, .canceled: return
    case .unknown: return hit(.lateOkUnknown)
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
  private mutating func lateRefusal(_ step: Int, _ attempt: Int, _ code: String?) {
    let isLatest = attempt == steps[step].action.all.count && steps[step].action.open == nil
    let isOpen = steps[step].state == .backoff || steps[step].state == .blocked
    guard status == .running, place == step, isLatest, isOpen, code != nil, call(step).action.isRefusalProof else {
      return countNotCurrent(step, attempt)
    }
    hit(.lateRefusal)
    steps[step].action.nextAt = nil
    refused(step, code)
  }

  private mutating func lateOkWhileUndoing(_ step: Int, _ output: JSON?) {
    guard steps[step].state != .succeeded else { return hit(.secondOk) }
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
      open("late_effect_after_undo", ReferenceSaga.name(step), blocks: false)
    case .done, .forced, .abandoned:
      hit(.lateOkUndoDone)
      open("late_effect_after_undo", ReferenceSaga.name(step), blocks: false)
    // What was proven to have no effect has one all the same, and nothing undoes it.
    case .notNeeded:
      hit(.lateOkNotNeeded)
      if call(step).action.hasEffect { open("late_effect_after_undo", ReferenceSaga.name(step), blocks: false) }
    case .none: return
    }
  }
}
