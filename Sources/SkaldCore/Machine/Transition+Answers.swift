import SkaldValue

extension Transition {
  mutating func takeAnswer(_ call: CallID, _ result: CallResult) {
    guard state.steps.indices.contains(call.step.index), let invoke = invoke(of: call.step) else { return }
    switch call.phase {
    case .action: takeActionAnswer(invoke, call, result)
    case .undo: takeUndoAnswer(invoke, call, result)
    case .check: takeCheckAnswer(invoke, call, result)
    }
  }

  private mutating func takeActionAnswer(_ invoke: Invoke, _ call: CallID, _ result: CallResult) {
    let isAwaited = state.steps[call.step.index].action.awaits(call.attempt)
    guard state.status == .running, isAwaited else { return takeLateAnswer(invoke, call, result) }
    record(.answered(call, outcome: result.word, message: result.message))
    takeCurrentAnswer(invoke, call, result)
  }

  /// An answer to the attempt in flight, of an instance that goes forward.
  private mutating func takeCurrentAnswer(_ invoke: Invoke, _ call: CallID, _ result: CallResult) {
    let index = call.step.index
    switch result {
    case .ok(let output): accept(invoke, output)
    case .refused(let code, let message):
      state.steps[index].action.settle(.none)
      takeRefusal(invoke, code: code, message: message)
    case .retryable(let effect, let notBefore, let message):
      state.steps[index].action.settle(effect)
      retry(invoke, notBefore: notBefore, code: Failure.unavailable, message: message)
    case .lost(let message):
      state.steps[index].action.settle(.unknown)
      expectStragglers(call.step, timeout: program.policy(invoke.call.policy).timeout)
      retry(invoke, notBefore: nil, code: Failure.timedOut, message: message)
    case .pending:
      guard let open = state.steps[index].action.open else { return }
      state.steps[index].action.progress = .pending(deadline: open.deadline)
      state.steps[index].status = .waiting
    case .blocked(let effect, let message):
      state.steps[index].action.settle(effect == .applied ? .none : effect)
      if effect == .applied { state.steps[index].effect = appliedEffect(invoke) } else { clearEffectIfProven(index) }
      block(call.step, kind: "handler_blocked", message: message)
    }
  }

  /// Accepts a result: the step succeeded, and the saga goes on.
  mutating func accept(_ invoke: Invoke, _ output: JSON?) {
    let index = invoke.step.index
    stopCheck(invoke.step)
    if let fault = fault(of: output, for: program.operation(invoke.call.operation)) {
      state.steps[index].action.settle(.none)
      state.steps[index].effect = appliedEffect(invoke)
      return block(invoke.step, kind: "bad_result", message: fault)
    }
    state.steps[index].action.progress = .idle
    state.steps[index].effect = appliedEffect(invoke)
    succeed(invoke.step, output: output ?? .object(JSONObject()))
    invoke.succeeded.forEach { move($0) }
    let name = program.step(invoke.step).name
    invoke.emissions.forEach { publish($0, for: name) }
    leave()
  }

  /// Goes on behind the current node.
  mutating func leave() {
    guard let position = state.position else { return }
    advance(to: program.node(position).next)
  }

  func appliedEffect(_ invoke: Invoke) -> Effect {
    program.operation(invoke.call.operation).hasEffect ? .applied : .none
  }

  /// The effect is none again where every attempt ended with none.
  func isEffectNone(_ index: Int) -> Bool { !state.steps[index].action.isTainted }

  mutating func clearEffectIfProven(_ index: Int) {
    if isEffectNone(index), state.steps[index].effect == .maybe { state.steps[index].effect = .none }
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
  mutating func takeRefusal(_ invoke: Invoke, code: String?, message: String) {
    let index = invoke.step.index
    let operation = program.operation(invoke.call.operation)
    let name = program.step(invoke.step).name
    let failure = Failure(code: code ?? Failure.rejected, step: name, message: message)
    if let code, operation.isDeclared, code != Failure.tombstoned, !operation.refusals.contains(code) {
      open(
        .init(
          kind: "undeclared_refusal", step: name, message: "\(operation.name) does not declare `\(code)`", blocks: false
        ))
    }
    // A service that remembers its refusals by key would have repeated its success, had an earlier attempt applied.
    let proves = code != nil && operation.idempotency == .key && operation.remembersRefusals
    if proves || isEffectNone(index) {
      state.steps[index].action.isTainted = false
      state.steps[index].effect = .none
      fail(invoke, failure, as: .failed)
    } else {
      settleUnknown(invoke, failure)
    }
  }

  /// Tries again where the policy allows it.
  mutating func retry(_ invoke: Invoke, notBefore: Milliseconds?, code: String, message: String) {
    let index = invoke.step.index
    clearEffectIfProven(index)
    let next = CallID(step: invoke.step, phase: .action, attempt: state.steps[index].action.attempts + 1)
    let policy = program.policy(invoke.call.policy).retry
    let failure = Failure(code: code, step: program.step(invoke.step).name, message: message)
    state.steps[index].error = failure
    guard let due = state.steps[index].action.plan(policy, at: at, notBefore: notBefore, jitter: jitter(next)) else {
      return exhaust(invoke, failure)
    }
    if state.steps[index].status != .blocked { state.steps[index].status = .backoff }
    record(.retryPlanned(next, at: due))
    alertIfLong(invoke.step, kind: "step_takes_long")
  }

  /// The attempts are used up.
  private mutating func exhaust(_ invoke: Invoke, _ failure: Failure) {
    let index = invoke.step.index
    let isTainted = state.steps[index].action.isTainted
    // A check tells more than another attempt would, also of a pivot.
    if isTainted, invoke.check != nil { return dispatchCheck(invoke) }
    let mustGoOn =
      switch invoke.position {
      case .beforePivot: false
      case .pivot: isTainted
      case .afterPivot: !invoke.isOptional
      }
    if mustGoOn { return insist(invoke, failure) }
    if !isTainted { return fail(invoke, failure, as: .failed) }
    settleUnknown(invoke, failure)
  }

  /// There is no way back: somebody is told, and the retries go on at the longest wait.
  mutating func insist(_ invoke: Invoke, _ failure: Failure) {
    let index = invoke.step.index
    let retry = program.policy(invoke.call.policy).retry
    let next = CallID(step: invoke.step, phase: .action, attempt: state.steps[index].action.attempts + 1)
    let due = at + retry.max
    state.steps[index].status = .blocked
    state.steps[index].error = failure
    state.steps[index].action.progress = .backoff(due: due)
    record(.retryPlanned(next, at: due))
    open(
      .init(kind: "step_exhausted", step: failure.step, message: "\(failure.code): \(failure.message)", blocks: false))
  }

  /// It may have happened, and no attempt will tell.
  mutating func settleUnknown(_ invoke: Invoke, _ failure: Failure) {
    let index = invoke.step.index
    if invoke.position == .pivot || (invoke.position == .afterPivot && !invoke.isOptional) {
      return insist(invoke, failure)
    }
    if invoke.isOptional { return fail(invoke, failure, as: .unknown) }
    switch invoke.onUnknown {
    case .compensate: fail(invoke, failure, as: .unknown)
    case .retry: insist(invoke, failure)
    case .alert:
      state.steps[index].error = failure
      block(invoke.step, kind: "unknown_outcome", message: "nobody knows whether \(failure.step) took effect")
    }
  }

  /// A step ended without success.
  mutating func fail(_ invoke: Invoke, _ failure: Failure, as status: StepStatus) {
    let index = invoke.step.index
    state.steps[index].action.progress = .idle
    state.steps[index].error = failure
    if status == .failed, let alternative = invoke.catches.first(where: { $0.code == nil || $0.code == failure.code }) {
      end(invoke.step, status, failure)
      state.caught = failure
      return advance(to: alternative.target)
    }
    if invoke.isOptional {
      end(invoke.step, status, failure)
      return leave()
    }
    guard isPivotOpen else { return insist(invoke, failure) }
    end(invoke.step, status, failure)
    fail(failure)
  }

  private mutating func end(_ id: StepID, _ status: StepStatus, _ failure: Failure) {
    state.steps[id.index].status = status
    state.steps[id.index].endedAt = at
    record(.failed(id, status, code: failure.code, message: failure.message))
    closeIncidents(of: failure.step)
  }
}
