import SkaldCore
import SkaldRuntime
import SkaldValue

@testable import SkaldEngine

/// The machine with a clock that a test sets, and what became of each call. Calls are told by the numbers of their
/// instances.
struct Gatehouse {
  let admission: Admission
  var now = Timestamp(milliseconds: 1_000_000)
  /// The calls that began, in order.
  private(set) var begun: [Int64] = []
  /// The calls that were answered without having begun, in order.
  private(set) var expired: [Int64] = []
  private(set) var reasons: [String] = []
  private var passes: [Int64: Pass] = [:]

  init(_ limits: [String: HandlerLimit] = [:], breaker: CircuitBreaker? = .standard) {
    admission = Admission(limits: limits, breaker: breaker)
  }

  var inFlight: Set<Int64> { Set(passes.keys) }

  static func name(_ number: Int64, _ phase: Phase = .action) -> CallName {
    CallName(instance: InstanceID(number), call: CallID(RecordID(StepID(0)), phase: phase, attempt: 1))
  }

  static func call(
    _ number: Int64, _ operation: String, saga: String = "order", phase: Phase = .action, key: String? = nil,
    arguments: JSON = .object(JSONObject()), deadline: Timestamp
  ) -> HandlerCall {
    HandlerCall(
      instance: "i\(number)", saga: saga, step: "step", key: key,
      invocation: Invocation(
        id: name(number, phase).call, operation: operation, arguments: arguments, idempotencyKey: "", fence: 1,
        deadline: deadline))
  }

  mutating func arrive(
    _ number: Int64, _ operation: String = "payment.charge", saga: String = "order", phase: Phase = .action,
    key: String? = nil, arguments: JSON = .object(JSONObject()), within limit: Milliseconds = .minutes(1)
  ) {
    let call = Self.call(
      number, operation, saga: saga, phase: phase, key: key, arguments: arguments, deadline: now + limit)
    let operation = admission.operation(operation, at: now)
    guard let pass = admission.arrive(Self.name(number, phase), call, operation, at: now) else { return }
    begin(number, pass)
  }

  /// Ends a call that began, and lets others begin.
  mutating func finish(_ number: Int64, _ result: CallResult = .ok(nil)) {
    guard let pass = passes.removeValue(forKey: number) else { preconditionFailure("\(number) did not begin") }
    admission.end(pass)
    admission.vote(pass, CallVerdict(result), at: now)
    look()
  }

  /// Gives up a call that waits.
  @discardableResult
  mutating func leave(_ number: Int64) -> Bool {
    let left = admission.leave(Self.name(number))
    look()
    return left
  }

  mutating func pass(_ time: Milliseconds) {
    now = now + time
    look()
  }

  /// Goes on to the time at which the machine wants to be looked at.
  mutating func wake() {
    guard let next = admission.nextWake() else { return }
    now = max(now, next)
    look()
  }

  mutating func look() {
    for (name, result) in admission.expire(at: now) {
      expired.append(name.instance.number)
      if case .retryable(.none, nil, let message) = result { reasons.append(message) }
    }
    for (call, pass) in admission.admit(at: now) { begin(call.name.instance.number, pass) }
  }

  private mutating func begin(_ number: Int64, _ pass: Pass) {
    begun.append(number)
    passes[number] = pass
  }

  /// How a handler stands.
  func state(_ name: String) -> HandlerState? { admission.states.first { $0.name == name } }
}
