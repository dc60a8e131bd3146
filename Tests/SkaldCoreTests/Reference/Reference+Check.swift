import SkaldCore
import SkaldValue

/// `checking`: the service is asked, by the action's key, what became of an unknown call.
extension Reference {
  mutating func dispatchCheck(_ step: Int) {
    guard let patience = call(step).check else { return }
    steps[step].state = .checking
    steps[step].insists = false
    if isPaused {
      steps[step].check.nextAt = now
      return
    }
    let deadline = now + patience.timeout
    let number = steps[step].check.begin(at: now, until: deadline)
    send(
      CallID(RecordID(StepID(step)), phase: .check, attempt: number), until: deadline, isOutcomeKnown: false)
  }

  mutating func checkAnswered(_ call: CallID, _ result: CallResult) {
    let step = call.step.index
    guard steps[step].state == .checking, steps[step].check.open?.number == call.attempt else {
      return hit(.resultNotCurrent)
    }
    steps[step].check.end(.none)
    switch result {
    case .ok(let answer):
      switch answer?["outcome"]?.string {
      case "applied": checkedApplied(step, answer?["output"])
      case "none":
        // A call that is on its way may still land.
        if let quiet = steps[step].quietUntil, quiet > now { return askWhenQuiet(step, quiet) }
        checkedNone(step)
      default: askAgain(step, notBefore: nil)
      }
    case .retryable(_, let notBefore, _): askAgain(step, notBefore: notBefore)
    case .lost, .pending: askAgain(step, notBefore: nil)
    case .refused, .blocked: endCheckUnknown(step)
    }
  }

  private mutating func checkedApplied(_ step: Int, _ output: JSON?) {
    hit(.checkApplied)
    guard status == .compensating else { return succeed(step, output) }
    if call(step).action.hasEffect { steps[step].effect = .applied }
    steps[step].output = output
    endCheck(step)
    undoOn()
  }

  private mutating func checkedNone(_ step: Int) {
    hit(.checkNone)
    steps[step].action.proveNone()
    steps[step].effect = .none
    guard status == .compensating else { return endFailed(step, steps[step].error ?? failure(Failure.timedOut, step)) }
    stopCheck(step)
    steps[step].state = .canceled
    undoOn()
  }

  private mutating func askWhenQuiet(_ step: Int, _ quiet: Timestamp) {
    hit(.checkNoneTooEarly)
    steps[step].check.forgive()
    steps[step].check.nextAt = quiet
  }

  private mutating func askAgain(_ step: Int, notBefore: Milliseconds?) {
    guard let patience = call(step).check else { return }
    guard steps[step].check.plan(patience, at: now, notBefore: notBefore) else { return endCheckUnknown(step) }
    hit(.checkAgain)
  }

  private mutating func endCheckUnknown(_ step: Int) {
    hit(.checkUnknown)
    endCheck(step)
    guard status == .running else { return undoOn() }
    endUnknown(step, steps[step].error ?? failure(Failure.timedOut, step))
  }

  mutating func endCheck(_ step: Int) {
    stopCheck(step)
    steps[step].state = .unknown
  }

  mutating func stopCheck(_ step: Int) {
    if let open = steps[step].check.open {
      abandoned.insert(CallID(RecordID(StepID(step)), phase: .check, attempt: open.number))
    }
    steps[step].check.close()
  }
}
