import SkaldValue

extension Transition {
  /// Reaches a call: dispatches its first attempt.
  mutating func begin(_ invoke: Invoke) {
    reach(invoke.step)
    dispatchAction(invoke)
  }

  /// Dispatches the next attempt of a step's action: the effect becomes “maybe”, the undo is armed.
  mutating func dispatchAction(_ invoke: Invoke) {
    let id = invoke.step
    let name = program.step(id).name
    let operation = program.operation(invoke.call.operation)
    guard let arguments = value(of: invoke.call.arguments, for: name, event: nil) else { return block(id) }
    guard let key = actionKey(invoke) else { return block(id) }
    if state.steps[id.index].action.attempts == 0 {
      apply(invoke.dispatched)
      state.dispatchOrder.append(id)
      if !invoke.undo.isEmpty { state.steps[id.index].undo = .armed }
    }
    if operation.hasEffect, state.steps[id.index].effect == .none { state.steps[id.index].effect = .maybe }
    state.steps[id.index].status = state.steps[id.index].status == .blocked ? .blocked : .running
    let policy = program.policy(invoke.call.policy)
    let deadline = state.steps[id.index].action.dispatch(at: at, timeout: policy.timeout)
    let call = CallID(step: id, phase: .action, attempt: state.steps[id.index].action.attempts)
    send(call, operation, arguments, key: key, deadline: deadline, heartbeat: policy.heartbeat, isOutcomeKnown: true)
  }

  /// Hands a call to its service.
  mutating func send(
    _ id: CallID, _ operation: Operation, _ arguments: JSON, key: String, deadline: Timestamp,
    heartbeat: Milliseconds?, isOutcomeKnown: Bool
  ) {
    state.fence += 1
    let invocation = Invocation(
      id: id, operation: operation.name, arguments: arguments, idempotencyKey: key, fence: state.fence,
      deadline: deadline, heartbeat: heartbeat, isOutcomeKnown: isOutcomeKnown)
    record(.dispatched(invocation))
    commands.append(.call(invocation))
  }

  /// The idempotency key of a step's action; nil where a custom one could not be computed.
  mutating func actionKey(_ invoke: Invoke) -> String? {
    guard let custom = invoke.idempotencyKey else { return operationKey(invoke.step, suffix: "a") }
    return value(of: custom, for: program.step(invoke.step).name, event: nil).map(Template.text(of:))
  }

  /// The default key of an operation: the same on every attempt, restart and machine.
  func operationKey(_ step: StepID, suffix: String) -> String {
    let key = "sk1:\(state.start.uid):\(program.step(step).path).0:\(suffix)"
    // A header of more than 200 bytes is refused by some services.
    return key.utf8.count <= 200 ? key : "sk1h:" + Base32.text(SHA256.digest(Array(key.utf8)))
  }

  /// A number in [0, 1) that belongs to one attempt.
  func jitter(_ call: CallID) -> Double {
    var hash = StableHash()
    hash.update(state.start.uid.utf8)
    hash.update(Int64(call.step.index))
    hash.update(call.phase.rawValue.utf8)
    hash.update(Int64(call.attempt))
    return hash.fraction
  }

  /// Until when a call that is given up now may still land.
  mutating func expectStragglers(_ id: StepID, timeout: Milliseconds) {
    let quiet = at + min(timeout, Self.quiesceMax)
    state.steps[id.index].quietAt = max(state.steps[id.index].quietAt ?? quiet, quiet)
  }

  /// The longest time that an undo waits for calls that were given up.
  static var quiesceMax: Milliseconds { .seconds(30) }
}
