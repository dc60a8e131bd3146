import SkaldValue

/// Knows whether a service lives, from how its calls end.
struct Breaker {
  enum State: Equatable {
    /// It lives, as far as is known; so many calls in a row failed.
    case closed(failures: Int)
    /// It is left alone until then.
    case open(until: Timestamp, after: Milliseconds)
    /// One call finds out; the wait before it was so long.
    case probing(after: Milliseconds)
  }

  let rule: CircuitBreaker
  private(set) var state = State.closed(failures: 0)

  init(_ rule: CircuitBreaker) { self.rule = rule }

  var isClosed: Bool {
    guard case .closed = state else { return false }
    return true
  }

  /// Whether a call may begin now.
  func opening(at now: Timestamp) -> Opening {
    switch state {
    case .closed: .open
    case .open(let until, _): now >= until ? .open : .shut(until: until)
    case .probing: .shut(until: nil)
    }
  }

  /// A call begins that ``opening(at:)`` allowed.
  /// - Returns: whether it is a probe.
  mutating func begin() -> Bool {
    guard case .open(_, let after) = state else { return false }
    state = .probing(after: after)
    return true
  }

  /// A call ended as only a living service has it end, whenever it began.
  mutating func succeed() { state = .closed(failures: 0) }

  /// A call failed. Those that began before the service counted as dead say nothing new.
  mutating func fail(isProbe: Bool, at now: Timestamp) {
    switch state {
    case .closed(let failures) where failures + 1 >= rule.failures:
      state = .open(until: now + rule.coolDown, after: rule.coolDown)
    case .closed(let failures): state = .closed(failures: failures + 1)
    case .probing(let after) where isProbe:
      let wait = min(after + after, rule.coolDownMax)
      state = .open(until: now + wait, after: wait)
    case .probing, .open: break
    }
  }

  /// The probe ended in a way that says nothing: another one may go at once.
  mutating func forgetProbe(at now: Timestamp) {
    guard case .probing(let after) = state else { return }
    state = .open(until: now, after: after)
  }
}

/// Whether a call may begin.
enum Opening: Equatable {
  /// It may.
  case open
  /// It may not before then; nil where it is not a matter of time.
  case shut(until: Timestamp?)
}
