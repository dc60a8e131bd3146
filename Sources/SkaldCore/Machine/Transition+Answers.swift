import JSONSchema
import SkaldValue

extension Transition {
  mutating func takeAnswer(_ call: CallID, _ result: CallResult) {
    guard let active = active(call.record) else { return }
    if !state.crashCounts.isEmpty { state.forgetCrashes(of: call) }
    switch call.phase {
    case .action: takeActionAnswer(active, call, result)
    case .undo: takeUndoAnswer(active, call, result)
    case .check: takeCheckAnswer(active, call, result)
    }
  }

  private mutating func takeActionAnswer(_ active: ActiveStep, _ call: CallID, _ result: CallResult) {
    let isAwaited = state[call.record].action.awaits(call.attempt)
    guard isRunning(call.record), isAwaited else { return takeLateAnswer(active, call, result) }
    record(.answered(call, outcome: result.word, message: result.message))
    takeCurrentAnswer(active, call, result)
  }

  /// An answer to the attempt in flight, of a part that goes forward.
  private mutating func takeCurrentAnswer(_ active: ActiveStep, _ call: CallID, _ result: CallResult) {
    let id = call.record
    switch result {
    case .ok(let output):
      forgetStragglers(active)
      accept(active, output)
    case .refused(let code, let message):
      state[id].action.settle(.none)
      takeRefusal(active, code: code, message: message)
    case .retryable(let effect, let notBefore, let message):
      state[id].action.settle(effect)
      // Whoever answered, such as a gateway, may have passed the request on, and that may still land.
      if effect == .unknown { expectStragglers(active) }
      retry(active, notBefore: notBefore, code: Failure.unavailable, message: message)
    case .lost(let message):
      state[id].action.settle(.unknown)
      expectStragglers(active)
      retry(active, notBefore: nil, code: Failure.timedOut, message: message)
    case .pending:
      // From now on the service has to report, where the step has a heartbeat.
      state[id].action.postpone(at: at, heartbeat: program.policy(active.invoke.call.policy).heartbeat)
      if state[id].status == .running { state[id].status = .waiting }
    case .blocked(let effect, let message):
      state[id].action.settle(effect)
      if effect == .applied { state[id].effect = appliedEffect(active) } else { clearEffectIfProven(id) }
      state[id].error = nil
      block(id, kind: "handler_blocked", message: message)
    }
  }

  /// Accepts a result: the step succeeded, and the saga goes on.
  mutating func accept(_ active: ActiveStep, _ output: JSON?) {
    let id = active.id
    stopCheck(id)
    if let fault = fault(of: output, for: program.operation(active.invoke.call.operation)) {
      state[id].action.settle(.applied)
      state[id].effect = appliedEffect(active)
      state[id].error = nil
      return block(id, kind: "bad_result", message: fault)
    }
    state[id].action.progress = .idle
    state[id].effect = appliedEffect(active)
    succeed(id, output: output ?? .object(JSONObject()))
    let frame = state[id].frame
    if state.edit(of: id)?.isRepeated != true {
      active.invoke.succeeded.forEach { move($0, in: frame) }
      if !active.invoke.emissions.isEmpty {
        let title = title(id)
        active.invoke.emissions.forEach { publish($0, for: title, in: frame) }
      }
    }
    if machine.isParticipant { noteUndone(by: frame) }
    leave(frame)
  }

  func appliedEffect(_ active: ActiveStep) -> Effect {
    program.operation(active.invoke.call.operation).hasEffect ? .applied : .none
  }

  /// The effect is none again where every attempt ended with none.
  mutating func clearEffectIfProven(_ id: RecordID) {
    if !state[id].action.isTainted, state[id].effect == .maybe { state[id].effect = .none }
  }

  /// Whether an attempt may have changed something: of an operation without effect none can.
  private func isUnknown(_ active: ActiveStep) -> Bool {
    state[active.id].action.isTainted && program.operation(active.invoke.call.operation).hasEffect
  }

  /// What is wrong with a result; nil where nothing is.
  func fault(of output: JSON?, for operation: Operation) -> String? {
    guard let schema = operation.output else { return nil }
    guard let output else { return "the answer is empty, but \(operation.name) declares a result" }
    guard let violation = schema.violations(of: output).first else { return nil }
    let place = violation.path.isEmpty ? "the result" : "`\(violation.path)`"
    return "\(place) of \(operation.name) is not as declared: \(violation.message)"
  }

  /// A definitive no.
  mutating func takeRefusal(_ active: ActiveStep, code: String?, message: String) {
    let id = active.id
    let operation = program.operation(active.invoke.call.operation)
    let failure = Failure(code: code ?? Failure.rejected, step: name(id), message: message)
    if let code, operation.isDeclared, code != Failure.tombstoned, !operation.refusals.contains(code) {
      open(
        .init(
          kind: "undeclared_refusal", step: title(id), message: "\(operation.name) does not declare `\(code)`",
          blocks: false),
        in: state[id].frame)
    }
    // A service that remembers its refusals by key would have repeated its success, had an earlier attempt applied.
    let proves = code != nil && operation.idempotency == .key && operation.remembersRefusals
    if proves || !isUnknown(active) {
      state[id].action.isTainted = false
      state[id].effect = .none
      fail(active, failure, as: .failed)
    } else {
      settleUnknown(active, failure)
    }
  }

  /// Tries again where the policy allows it.
  mutating func retry(_ active: ActiveStep, notBefore: Milliseconds?, code: String, message: String) {
    let id = active.id
    clearEffectIfProven(id)
    let next = CallID(id, phase: .action, attempt: state[id].action.attempts + 1)
    let policy = program.policy(active.invoke.call.policy).retry
    let failure = Failure(code: code, step: name(id), message: message)
    state[id].error = failure
    // A step without a way back is tried on at the longest wait, also where its attempts have no limit.
    guard state[id].status != .blocked,
      let due = state[id].action.plan(policy, at: at, notBefore: notBefore, jitter: jitter(next))
    else {
      return exhaust(active, failure, notBefore: notBefore)
    }
    state[id].status = .backoff
    record(.retryPlanned(next, at: due))
    alertIfLong(id, kind: "step_takes_long")
  }

  /// The attempts are used up.
  private mutating func exhaust(_ active: ActiveStep, _ failure: Failure, notBefore: Milliseconds?) {
    if machine.isParticipant { return standStill(active, failure) }
    let isUnknown = isUnknown(active)
    // A check tells more than another attempt would, also of a pivot.
    if isUnknown, active.invoke.check != nil { return dispatchCheck(active) }
    let mustGoOn =
      switch active.invoke.position {
      case .beforePivot: false
      case .pivot: isUnknown
      case .afterPivot: !active.invoke.isOptional
      }
    if mustGoOn { return insist(active, failure, notBefore: notBefore) }
    if !isUnknown { return fail(active, failure, as: .failed) }
    settleUnknown(active, failure)
  }

  /// There is no way back: somebody is told, and the retries go on at the longest wait.
  mutating func insist(_ active: ActiveStep, _ failure: Failure, notBefore: Milliseconds? = nil) {
    let id = active.id
    if isUnrepeatable(active) { return waitForWord(active, failure) }
    let retry = program.policy(active.invoke.call.policy).retry
    let next = CallID(id, phase: .action, attempt: state[id].action.attempts + 1)
    let due = at + max(retry.max, CallState.bounded(notBefore))
    state[id].status = .blocked
    state[id].error = failure
    state[id].action.progress = .backoff(due: due)
    record(.retryPlanned(next, at: due))
    open(
      .init(kind: "step_exhausted", step: title(id), message: "\(failure.code): \(failure.message)", blocks: false),
      in: state[id].frame)
  }

  /// It may have happened, and no attempt will tell.
  mutating func settleUnknown(_ active: ActiveStep, _ failure: Failure) {
    if machine.isParticipant { return standStill(active, failure) }
    if active.invoke.position == .pivot || (active.invoke.position == .afterPivot && !active.invoke.isOptional) {
      return insist(active, failure)
    }
    if active.invoke.isOptional { return fail(active, failure, as: .unknown) }
    switch active.invoke.onUnknown {
    case .compensate: fail(active, failure, as: .unknown)
    case .retry: insist(active, failure)
    case .alert: waitForWord(active, failure)
    }
  }

  /// Nobody knows whether it took effect, and it stands still until a person does.
  private mutating func waitForWord(_ active: ActiveStep, _ failure: Failure) {
    state[active.id].error = failure
    block(active.id, kind: "unknown_outcome", message: "nobody knows whether \(failure.step) took effect")
  }

  /// Whether another attempt might do a second time what an earlier one may have done.
  private func isUnrepeatable(_ active: ActiveStep) -> Bool {
    isUnknown(active) && program.operation(active.invoke.call.operation).idempotency == .never
  }

  /// A step ended without success.
  mutating func fail(_ active: ActiveStep, _ failure: Failure, as status: StepStatus) {
    let id = active.id
    state[id].action.progress = .idle
    state[id].error = failure
    let frame = state[id].frame
    let catches = active.invoke.catches
    if status == .failed, let alternative = catches.first(where: { $0.code == nil || $0.code == failure.code }) {
      end(id, status, failure)
      state.frames[frame].caught = failure
      return go(frame, to: alternative.target)
    }
    if active.invoke.isOptional {
      end(id, status, failure)
      return leave(frame)
    }
    if machine.isParticipant { return standStill(active, failure) }
    guard handler(of: failure, in: frame) != nil else { return insist(active, failure) }
    end(id, status, failure)
    fail(failure, in: frame)
  }

  private mutating func end(_ id: RecordID, _ status: StepStatus, _ failure: Failure) {
    state[id].status = status
    state[id].endedAt = at
    record(.failed(id, status, code: failure.code, message: failure.message))
    closeIncidents(of: id)
  }
}
