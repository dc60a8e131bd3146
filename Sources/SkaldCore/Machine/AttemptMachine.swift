import SkaldValue

/// The attempt machine: one call's attempts, from the first dispatch to an outcome.
///
/// It turns an invocation into attempts (dispatch, deadline, back-off, budget) and keeps whether any of them may have
/// taken effect. It knows nothing of sagas; an engine that brings its own retries replaces it.
extension CallState {
  /// After how many tries somebody is told.
  static let alertAttempts = 10
  /// After how long somebody is told.
  static let alertAfter = Milliseconds.hours(1)
  /// The longest time that a service may ask to be left alone.
  static let notBeforeMax = Milliseconds.days(1)

  /// Dispatches the next attempt.
  mutating func dispatch(at time: Timestamp, timeout: Milliseconds) -> Timestamp {
    let deadline = time + timeout
    attempts += 1
    spent += 1
    if firstAt == nil { firstAt = time }
    progress = .inFlight(deadline: deadline)
    return deadline
  }

  /// Whether an answer to this attempt is the one that is awaited.
  func awaits(_ attempt: Int) -> Bool {
    guard attempt == attempts else { return false }
    switch progress {
    case .inFlight, .pending: return true
    case .idle, .backoff: return false
    }
  }

  /// The service said that it answers later, or that it is still at it: it has until its next report is due, and at
  /// the longest until the attempt's own deadline.
  mutating func postpone(at time: Timestamp, heartbeat: Milliseconds?) {
    let limit: Timestamp
    switch progress {
    case .inFlight(let deadline): limit = deadline
    case .pending(_, let known): limit = known
    case .idle, .backoff: return
    }
    progress = .pending(deadline: heartbeat.map { min(limit, time + $0) } ?? limit, limit: limit)
  }

  /// Notes how an attempt ended.
  mutating func settle(_ effect: CallResult.AttemptEffect) {
    progress = .idle
    if effect != .none { isTainted = true }
  }

  /// Plans the next attempt where the policy allows one; nil once the attempts are used up.
  mutating func plan(
    _ retry: RetryPolicy, at time: Timestamp, notBefore: Milliseconds?, jitter: Double
  ) -> Timestamp? {
    if let limit = retry.attempts, spent >= limit { return nil }
    return backOff(retry, at: time, notBefore: notBefore, jitter: jitter)
  }

  /// Plans the next attempt, whatever the limit says.
  mutating func backOff(
    _ retry: RetryPolicy, at time: Timestamp, notBefore: Milliseconds?, jitter: Double
  ) -> Timestamp {
    let wait = max(retry.wait(spent, jitter: jitter), Self.bounded(notBefore))
    let due = time + wait
    progress = .backoff(due: due)
    return due
  }

  /// How long a service is left alone that asks for it.
  static func bounded(_ notBefore: Milliseconds?) -> Milliseconds { min(notBefore ?? Milliseconds(0), notBeforeMax) }

  /// Whether the call takes so long that somebody must be told; true once.
  mutating func takesLong(at time: Timestamp) -> Bool {
    guard !isAlerted, let firstAt else { return false }
    guard spent >= Self.alertAttempts || time - firstAt >= Self.alertAfter else { return false }
    isAlerted = true
    return true
  }

  /// The attempt that is in flight or answered later; nil where there is none.
  var open: (attempt: Int, deadline: Timestamp)? {
    switch progress {
    case .inFlight(let deadline), .pending(let deadline, _): (attempts, deadline)
    case .idle, .backoff: nil
    }
  }
}
