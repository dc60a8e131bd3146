import SkaldRuntime
import SkaldValue

/// A service with its limit, whether it lives, and the calls that wait for it. The owner's alone.
final class ServiceGate {
  let gate: Gate
  private(set) var breaker: Breaker?
  private(set) var operations: [OperationGate] = []
  private var heldUntil: Timestamp?
  private var urgent = Turns()
  private var forward = Turns()
  /// Whether something happened since the last look that may let calls begin.
  var isDirty = false
  /// When time lets a call begin that waits; nil where it is not a matter of time.
  private(set) var wake: Timestamp?

  init(_ gate: Gate, breaker: CircuitBreaker?) {
    self.gate = gate
    self.breaker = breaker.map { Breaker($0) }
  }

  func add(_ operation: OperationGate) {
    operations.append(operation)
    refresh()
  }

  /// Whether calls wait because the service does not live.
  var isDead: Bool { breaker.map { !$0.isClosed } ?? false }

  /// Whether nothing of the service itself can hold a call back.
  var isFree: Bool { gate.isFree && gate.waiting == 0 && !isDead && heldUntil == nil }

  private func opening(at now: Timestamp) -> Opening {
    if let heldUntil {
      if heldUntil > now { return .shut(until: heldUntil) }
      self.heldUntil = nil
      refresh()
    }
    let opening = gate.opening(at: now)
    return opening == .open ? breaker?.opening(at: now) ?? .open : opening
  }

  // MARK: Calls

  /// Lets a call begin where nothing holds it back and nobody waits.
  func pass(_ call: HandlerCall, _ operation: OperationGate, at now: Timestamp) -> Pass? {
    guard gate.waiting == 0, opening(at: now) == .open, operation.gate.opening(at: now) == .open else { return nil }
    let lock = operation.lock(for: call)
    if let lock, lock.gate.isLocked(lock.value) { return nil }
    return begin(operation, lock)
  }

  func begin(_ operation: OperationGate, _ lock: CallLock?) -> Pass {
    gate.begin()
    operation.gate.begin()
    if let lock { lock.gate.lock(lock.value) }
    let isProbe = breaker?.begin() ?? false
    if isProbe { refresh() }
    return Pass(operation: operation, lock: lock, isProbe: isProbe)
  }

  /// Has a call wait.
  func enqueue(_ call: WaitingCall) {
    gate.waiting += 1
    call.operation.gate.waiting += 1
    line(call)
    if gate.waiting == 1 { refresh() }
  }

  /// Puts a call into its line.
  func line(_ call: WaitingCall) {
    if call.isUrgent { urgent.add(call) } else { forward.add(call) }
    isDirty = true
  }

  /// A call does not wait any more.
  func dequeue(_ call: WaitingCall) {
    call.isGone = true
    gate.waiting -= 1
    call.operation.gate.waiting -= 1
    if gate.waiting == 0 { refresh() }
  }

  /// The calls that may begin now, in turn.
  func admit(at now: Timestamp) -> [(call: WaitingCall, pass: Pass)] {
    isDirty = false
    wake = nil
    var admitted: [(call: WaitingCall, pass: Pass)] = []
    while gate.waiting > 0 {
      if case .shut(let until) = opening(at: now) {
        wake = until
        break
      }
      guard let call = urgent.next(at: now, &wake) ?? forward.next(at: now, &wake) else { break }
      dequeue(call)
      admitted.append((call, begin(call.operation, call.lock)))
    }
    return admitted
  }

  // MARK: Ends

  /// A call is over; ``vote(_:isProbe:at:)`` says what that tells.
  func end(_ pass: Pass) {
    gate.end()
    pass.operation.gate.end()
    isDirty = true
    guard let lock = pass.lock, let next = lock.gate.unlock(lock.value) else { return }
    next.operation.service.line(next)
  }

  /// A call ended well at a service that lived all the time: failures before it were no row.
  func noteAlive() { breaker?.succeed() }

  /// Hears what the end of a call says of the service.
  func vote(_ verdict: CallVerdict, isProbe: Bool, at now: Timestamp) {
    switch verdict.kind {
    case .alive:
      guard breaker?.state != .closed(failures: 0) else { break }
      breaker?.succeed()
    case .dead: breaker?.fail(isProbe: isProbe, at: now)
    case .unknown: if isProbe { breaker?.forgetProbe(at: now) }
    }
    if let hold = verdict.hold, hold > Milliseconds(0) {
      heldUntil = max(heldUntil ?? now, now + hold)
    }
    isDirty = true
    refresh()
  }
}

/// What a call has while it is under way.
struct Pass {
  let operation: OperationGate
  let lock: CallLock?
  let isProbe: Bool
}
