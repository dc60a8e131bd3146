import SkaldCore
import SkaldValue

/// The mapping of results, for the attempt that is awaited.
extension Reference {
  mutating func answered(_ call: CallID, _ result: CallResult) {
    let step = call.step.index
    guard saga.call(step) != nil, !steps[step].action.all.isEmpty else { return }
    switch call.phase {
    case .action:
      let isCurrent = steps[step].action.open?.number == call.attempt
      guard status == .running, isCurrent else { return lateAnswer(call, result) }
      actionAnswered(step, result)
    case .undo: undoAnswered(call, result)
    case .check: checkAnswered(call, result)
    }
  }

  private mutating func actionAnswered(_ step: Int, _ result: CallResult) {
    hit(.takesResult)
    let wasWaiting = steps[step].action.open?.state == .waiting
    if steps[step].insists { hit(.insistingAnswered) }
    switch result {
    case .ok(let output):
      hit(output == nil ? .resultEmpty : .resultOk)
      hit(wasWaiting ? .waitingOk : .runningOk)
      steps[step].action.end(.applied)
      // A service that deduplicates by key repeats this result to whatever lands later.
      if call(step).action.idempotency == .key { steps[step].quietUntil = nil }
      succeed(step, output)
    case .pending:
      hit(.resultPending)
      hit(wasWaiting ? .waitingHeartbeat : .runningPending)
      steps[step].action.wait(heartbeat: call(step).patience.heartbeat, at: now)
      if !steps[step].insists { steps[step].state = .waiting }
    case .refused(let code, _):
      if wasWaiting { hit(.waitingFailed) }
      steps[step].action.end(.none)
      refused(step, code)
    case .retryable(let effect, let notBefore, _):
      countRetryable(effect, notBefore)
      steps[step].action.end(effect)
      // Whoever answered, such as a gateway, may have passed the request on: decision 0013.
      if effect == .unknown { expectStragglers(step) }
      tryAgain(step, failure(Failure.unavailable, step), notBefore: notBefore, isLost: false)
    case .lost:
      hit(.resultLost)
      if wasWaiting { hit(.waitingDeadline) }
      steps[step].action.end(.unknown)
      expectStragglers(step)
      tryAgain(step, failure(Failure.timedOut, step), notBefore: nil, isLost: true)
    case .blocked(let effect, _):
      hit(effect == .applied ? .resultBad : .resultSetUp)
      steps[step].action.end(effect)
      if effect == .applied, call(step).action.hasEffect { steps[step].effect = .applied }
      clearEffectIfNone(step)
      block(step, "handler_blocked")
    }
  }

  private mutating func countRetryable(_ effect: CallResult.AttemptEffect, _ notBefore: Milliseconds?) {
    hit(effect == .none ? .resultBusy : .resultNotNow)
    if notBefore != nil { hit(.resultNotBefore) }
  }

  /// The effect is none again only if every attempt ended with none.
  func clearedEffect(_ step: Int) -> Effect {
    steps[step].effect == .maybe && !steps[step].action.isUnknown ? .none : steps[step].effect
  }

  mutating func clearEffectIfNone(_ step: Int) { steps[step].effect = clearedEffect(step) }

  /// Until when a call that was given up now may still land: `min(the step's timeout, 30 s)`. A service with a barrier
  /// refuses what lands after the undo.
  mutating func expectStragglers(_ step: Int) {
    guard !call(step).action.hasBarrier || call(step).check != nil else { return }
    let quiet = now + min(call(step).patience.timeout, .seconds(30))
    steps[step].quietUntil = max(steps[step].quietUntil ?? quiet, quiet)
  }

  /// A definitive no.
  mutating func refused(_ step: Int, _ code: String?) {
    let contract = call(step).action
    let failure = failure(code ?? Failure.rejected, step)
    switch code {
    case nil: hit(.resultRejected)
    case Failure.tombstoned?: hit(.resultTombstoned)
    case let code? where ReferenceSaga.refusals.contains(code): hit(.resultRefused)
    default:
      hit(.resultUndeclared)
      open("undeclared_refusal", ReferenceSaga.name(step), blocks: false)
    }
    guard steps[step].action.isUnknown, contract.hasEffect else {
      hit(.runningFailed)
      steps[step].effect = .none
      return endFailed(step, failure)
    }
    countRefusalAfterUnknown(contract, code)
    if code != nil, contract.isRefusalProof {
      hit(.runningFailedProven)
      steps[step].action.proveNone()
      steps[step].action.isProven = true
      steps[step].effect = .none
      endFailed(step, failure)
    } else {
      hit(.runningFailedUnknown)
      hit(.failureIsTheRefusal)
      endUnknown(step, failure)
    }
  }

  private mutating func countRefusalAfterUnknown(_ contract: ReferenceSaga.Contract, _ code: String?) {
    guard code != nil else { return hit(.refusalWithoutCode) }
    switch contract.idempotency {
    case .key: hit(contract.remembersRefusals ? .refusalProves : .refusalForgotten)
    case .natural: hit(.refusalNatural)
    case .never: hit(.refusalNever)
    }
  }

  /// Retryable: back-off while there is budget.
  private mutating func tryAgain(_ step: Int, _ failure: Failure, notBefore: Milliseconds?, isLost: Bool) {
    clearEffectIfNone(step)
    steps[step].error = failure
    // One that insists goes on at the longest wait, whatever budget its policy has.
    if steps[step].insists { return exhaust(step, failure, notBefore: notBefore) }
    guard steps[step].action.plan(call(step).patience, at: now, notBefore: notBefore) else {
      hit(isLost ? .runningLostExhausted : .runningExhausted)
      return exhaust(step, failure, notBefore: notBefore)
    }
    hit(isLost ? .runningLost : .runningBacksOff)
    steps[step].state = .backoff
    if steps[step].action.mustAlert(at: now) { open("step_takes_long", ReferenceSaga.name(step), blocks: false) }
  }
}
