import SkaldCore
import SkaldValue

/// The attempts of one call.
extension Reference.Attempts {
  /// Dispatches the next attempt: its number.
  mutating func begin(at time: Timestamp, until deadline: Timestamp) -> Int {
    nextAt = nil
    all.append(.init(number: all.count + 1, deadline: deadline, limit: deadline, began: time))
    return all.count
  }

  /// Notes how the attempt in flight ended.
  mutating func end(_ effect: CallResult.AttemptEffect) {
    guard open != nil else { return }
    all[all.count - 1].state = .over
    all[all.count - 1].effect = effect
  }

  /// The last attempt took effect, though its result was of no use.
  mutating func markApplied() {
    if !all.isEmpty { all[all.count - 1].effect = .applied }
  }

  /// A refusal, or a check, proves that no attempt took effect.
  mutating func proveNone() {
    for index in all.indices { all[index].effect = .none }
  }

  /// The service will answer later, and reports at least so often.
  mutating func wait(heartbeat: Milliseconds?, at time: Timestamp) {
    guard let open else { return }
    all[all.count - 1].state = .waiting
    if let heartbeat { all[all.count - 1].deadline = min(open.limit, time + heartbeat) }
  }

  /// The engine ended with the attempt: it may have taken effect, and does not count.
  mutating func lose() {
    end(.unknown)
    if !all.isEmpty { all[all.count - 1].isCounted = false }
  }

  /// The last attempt does not count.
  mutating func forgive() {
    if !all.isEmpty { all[all.count - 1].isCounted = false }
  }

  /// Plans the next attempt; false where the budget is gone.
  mutating func plan(_ patience: ReferenceSaga.Patience, at time: Timestamp, notBefore: Milliseconds?) -> Bool {
    if let budget = patience.attempts, counted >= budget { return false }
    nextAt = time + max(patience.wait(counted), Self.bounded(notBefore))
    return true
  }

  /// Plans the next attempt at the longest wait, whatever the budget.
  mutating func planOn(_ patience: ReferenceSaga.Patience, at time: Timestamp, notBefore: Milliseconds?) {
    nextAt = time + max(patience.waitMax, Self.bounded(notBefore))
  }

  /// A service may ask to be left alone for a day at most.
  private static func bounded(_ notBefore: Milliseconds?) -> Milliseconds {
    min(notBefore ?? Milliseconds(0), .days(1))
  }

  /// Whether somebody must be told: ten tries, or an hour. Once.
  mutating func mustAlert(at time: Timestamp) -> Bool {
    guard !isAlerted, let first = all.first else { return false }
    guard counted >= 10 || time - first.began >= .hours(1) else { return false }
    isAlerted = true
    return true
  }
}
