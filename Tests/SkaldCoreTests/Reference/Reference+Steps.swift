import SkaldCore
import SkaldValue

/// Forward states of a call: dispatch, answers, and what follows when the attempts are used up.
extension Reference {
  func call(_ step: Int) -> ReferenceSaga.Call { saga.call(step) ?? ReferenceSaga.Call() }

  func failure(_ code: String, _ step: Int) -> Failure { Failure(code: code, step: ReferenceSaga.name(step)) }

  /// Ready and admitted: the commit that dispatches an attempt sets the effect to `maybe` and arms the undo.
  mutating func dispatchAction(_ step: Int) {
    let call = call(step)
    if isPaused {
      steps[step].action.nextAt = now
      if !steps[step].insists { steps[step].state = steps[step].action.all.isEmpty ? .ready : .backoff }
      return
    }
    arm(step)
    if call.action.hasEffect {
      hit(.effectMaybe)
      if steps[step].effect == .none { steps[step].effect = .maybe }
    } else {
      hit(.effectFree)
    }
    // A step that insists keeps its incident and its state until it is done.
    if !steps[step].insists { steps[step].state = .running }
    let deadline = now + call.patience.timeout
    let number = steps[step].action.begin(at: now, until: deadline)
    send(CallID(RecordID(StepID(step)), phase: .action, attempt: number), until: deadline)
  }

  /// What goes with the first dispatch; or with the word of somebody that the step is done.
  mutating func arm(_ step: Int) {
    guard !order.contains(step) else { return }
    order.append(step)
    move(call(step).dispatched)
    guard call(step).undoCalls > 0 else { return }
    hit(.undoArmed)
    steps[step].undo = .armed
  }

  mutating func send(_ call: CallID, until deadline: Timestamp, isOutcomeKnown: Bool = true) {
    let suffix =
      switch call.phase {
      case .action, .check: "a"
      case .undo: call.part == 0 ? "c" : "c\(call.part)"
      }
    let key = "sk1:1:\(ReferenceSaga.name(call.step.index)).0:\(suffix)"
    sent.append(Sent(call: call, deadline: deadline, isOutcomeKnown: isOutcomeKnown, key: key))
  }

  /// `succeeded`: the output is committed and never changes.
  mutating func succeed(_ step: Int, _ output: JSON?) {
    stopCheck(step)
    steps[step].action.close()
    steps[step].insists = false
    if call(step).action.hasEffect { steps[step].effect = .applied }
    guard isAsDeclared(output, call(step).action) else {
      hit(.resultBad)
      steps[step].action.markApplied()
      return block(step, "bad_result")
    }
    steps[step].state = .succeeded
    steps[step].output = output ?? [:]
    steps[step].error = nil
    closeTroubles(of: step)
    move(call(step).succeeded)
    leave(step)
  }

  func isAsDeclared(_ output: JSON?, _ contract: ReferenceSaga.Contract) -> Bool {
    !contract.hasResult || output?["n"] != nil
  }

  /// `blocked`: it stands still until somebody acts. The failure is what blocks it, not what an earlier attempt met.
  mutating func block(_ step: Int, _ kind: String, error: Failure? = nil) {
    steps[step].action.close()
    steps[step].state = .blocked
    steps[step].insists = false
    steps[step].error = error
    open(kind, ReferenceSaga.name(step), blocks: true)
  }

  /// `exhausted`: the budget is gone.
  mutating func exhaust(_ step: Int, _ failure: Failure, notBefore: Milliseconds?) {
    let call = call(step)
    let isUnknown = steps[step].effect != .none
    // A check tells more than another attempt would, also of the pivot and behind it.
    if isUnknown, call.check != nil {
      hit(.exhaustedCheck)
      return dispatchCheck(step)
    }
    if call.position == .pivot, isUnknown {
      hit(.exhaustedInDoubt)
      hit(.failsInDoubt)
      return insist(step, failure, notBefore: notBefore)
    }
    if call.position == .afterPivot, !call.isOptional {
      hit(.exhaustedPast)
      return insist(step, failure, notBefore: notBefore)
    }
    if isUnknown {
      hit(.exhaustedUnknown)
      return endUnknown(step, failure)
    }
    hit(.exhaustedNone)
    endFailed(step, failure)
  }

  /// Blocked with an incident, and tried on at the longest wait: there is no way back. What must not be repeated, and may
  /// have been done, waits for a person.
  mutating func insist(_ step: Int, _ failure: Failure, notBefore: Milliseconds? = nil) {
    let contract = call(step).action
    if contract.idempotency == .never, contract.hasEffect, steps[step].action.isUnknown {
      hit(.exhaustedUnrepeatable)
      return block(step, "unknown_outcome", error: failure)
    }
    steps[step].state = .blocked
    steps[step].insists = true
    steps[step].error = failure
    steps[step].action.planOn(call(step).patience, at: now, notBefore: notBefore)
    open("step_exhausted", ReferenceSaga.name(step), blocks: false)
  }

  /// `failed`: definitive, no effect.
  mutating func endFailed(_ step: Int, _ failure: Failure) {
    let call = call(step)
    if let alternative = call.alternatives.first(where: { $0.code == nil || $0.code == failure.code }) {
      hit(.failedCaught)
      end(step, .failed, failure)
      caught = failure
      return reach(alternative.stage)
    }
    if call.isOptional {
      hit(.failedOptional)
      end(step, .failed, failure)
      return leave(step)
    }
    hit(.failedInstance)
    if pivot == .open {
      if call.position == .pivot { hit(.pivotCompensates) }
      end(step, .failed, failure)
    }
    if !failInstance(failure) { insist(step, failure) }
  }

  /// `unknown`: it may have happened. `catch` does not match.
  mutating func endUnknown(_ step: Int, _ failure: Failure) {
    let call = call(step)
    if call.isOptional {
      hit(.unknownOptional)
      end(step, .unknown, failure)
      return leave(step)
    }
    // Of the pivot and of a step after it: retry, never compensate.
    if call.position != .beforePivot {
      hit(pivot == .inDoubt ? .failsInDoubt : .failsPast)
      return insist(step, failure)
    }
    switch call.onUnknown {
    case .compensate:
      hit(.unknownCompensates)
      end(step, .unknown, failure)
      if !failInstance(failure) { insist(step, failure) }
    case .retry:
      hit(.unknownRetries)
      insist(step, failure)
    case .alert:
      hit(.unknownAlerts)
      block(step, "unknown_outcome", error: failure)
    }
  }

  private mutating func end(_ step: Int, _ state: StepStatus, _ failure: Failure) {
    steps[step].action.close()
    steps[step].state = state
    steps[step].insists = false
    steps[step].error = failure
    closeTroubles(of: step)
  }
}
