import SkaldValue

extension Transition {
  /// Reaches a call: dispatches its first attempt.
  mutating func begin(_ active: ActiveStep) { dispatchAction(active) }

  /// Dispatches the next attempt of a step's action: the effect becomes “maybe”, the undo is armed.
  mutating func dispatchAction(_ active: ActiveStep) {
    let id = active.id
    guard !state.isPaused else { return hold(id) }
    let frame = state[id].frame
    let operation = program.operation(active.invoke.call.operation)
    let edited = state.edit(of: id)?.input.map { CallArguments(value: $0) }
    guard let arguments = edited ?? arguments(of: active.invoke.call, for: program.step(id.step).title, in: frame)
    else { return block(id) }
    guard let key = actionKey(active) else { return block(id) }
    if state[id].action.attempts == 0 { arm(active) }
    if operation.hasEffect, state[id].effect == .none { state[id].effect = .maybe }
    state[id].status = state[id].status == .blocked ? .blocked : .running
    let policy = program.policy(active.invoke.call.policy)
    let deadline = state[id].action.dispatch(at: at, timeout: policy.timeout)
    let call = CallID(id, phase: .action, attempt: state[id].action.attempts)
    send(call, operation, arguments, key: key, deadline: deadline, heartbeat: policy.heartbeat, isOutcomeKnown: true)
  }

  /// What goes with a first dispatch, or with an operator's word that a step is done: it is to be undone from now on.
  mutating func arm(_ active: ActiveStep) {
    let (id, frame) = (active.id, state[active.id].frame)
    guard !state.frames[frame].trail.contains(id) else { return }
    active.invoke.dispatched.forEach { move($0, in: frame) }
    state.frames[frame].trail.append(id)
    if active.invoke.position == .pivot { state.pivots.append(id) }
    if !active.invoke.undo.isEmpty { state[id].undo = .armed }
  }

  /// Hands a call to its service.
  mutating func send(
    _ id: CallID, _ operation: Operation, _ arguments: CallArguments, key: String, deadline: Timestamp,
    heartbeat: Milliseconds?, isOutcomeKnown: Bool
  ) {
    state.fence += 1
    let invocation = Invocation(
      id: id, operation: operation.name, title: title(id.record), arguments: arguments.value,
      sealed: arguments.sealed, idempotencyKey: key, fence: state.fence, deadline: deadline, heartbeat: heartbeat,
      isOutcomeKnown: isOutcomeKnown)
    record(.dispatched(invocation))
    commands.append(.call(invocation))
  }

  /// The idempotency key of a step's action; nil where a custom one could not be computed.
  mutating func actionKey(_ active: ActiveStep) -> String? {
    guard let custom = active.invoke.idempotencyKey else {
      if machine.isParticipant, let key = undoKey(in: state[active.id].frame) { return key }
      return operationKey(active.id, suffix: "a")
    }
    let key = value(of: custom, for: title(active.id), in: state[active.id].frame).map(Template.text(of:))
    let generation = state.edit(of: active.id)?.generation ?? 0
    return generation == 0 ? key : key.map { "\($0).\(generation)" }
  }

  /// The default key of an operation: the same on every attempt, restart and machine.
  func operationKey(_ id: RecordID, suffix: String) -> String {
    let path = program.step(id.step).path + state.label(of: id.block)
    let key = "sk1:\(state.start.uid):\(path).\(state.edit(of: id)?.generation ?? 0):\(suffix)"
    // A header of more than 200 bytes is refused by some services.
    return key.utf8.count <= 200 ? key : "sk1h:" + Base32.text(SHA256.digest(Array(key.utf8)))
  }

  /// A number in [0, 1) that belongs to one attempt.
  func jitter(_ call: CallID) -> Double {
    var hash = StableHash()
    hash.update(state.start.uid.utf8)
    hash.update(Int64(call.step.index))
    if call.record.block != 0 { hash.update(Int64(call.record.block)) }
    hash.update(call.phase.rawValue.utf8)
    hash.update(Int64(call.attempt))
    return hash.fraction
  }

  /// Until when a call that is given up now may still land. A service with a barrier refuses it after the undo; what it
  /// says of a call that did not happen yet is still no last word.
  mutating func expectStragglers(_ step: ActiveStep) {
    guard !hasBarrier(step) || step.invoke.check != nil else { return }
    let id = step.id
    let quiet = at + min(program.policy(step.invoke.call.policy).timeout, Self.quiesceMax)
    state[id].quietAt = max(state[id].quietAt ?? quiet, quiet)
  }

  /// Whether the service itself refuses an action whose undo it has seen.
  func hasBarrier(_ step: ActiveStep) -> Bool { program.operation(step.invoke.call.operation).hasBarrier }

  /// A service that deduplicates by key repeats the result that it gave to whatever lands later.
  mutating func forgetStragglers(_ step: ActiveStep) {
    guard program.operation(step.invoke.call.operation).idempotency == .key else { return }
    state[step.id].quietAt = nil
  }

  /// No answer to the attempt in flight is waited for any more; it may still land.
  mutating func giveUpAttempt(_ step: ActiveStep) {
    let id = step.id
    guard let open = state[id].action.open else { return }
    commands.append(.abandon(CallID(id, phase: .action, attempt: open.attempt)))
    state[id].action.settle(.unknown)
    expectStragglers(step)
  }

  /// The longest time that an undo waits for calls that were given up.
  static var quiesceMax: Milliseconds { .seconds(30) }
}
