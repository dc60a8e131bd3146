import Synchronization

/// A value that comes once, for whoever waits for it.
final class OneShot<Value: Sendable>: Sendable {
  private enum State {
    case open([CheckedContinuation<Value, Never>])
    case done(Value)
  }

  private let state = Mutex(State.open([]))

  /// Gives the value; a second one is ignored.
  func fulfil(_ value: Value) {
    let waiting: [CheckedContinuation<Value, Never>] = state.withLock { state in
      guard case .open(let waiting) = state else { return [] }
      state = .done(value)
      return waiting
    }
    for continuation in waiting { continuation.resume(returning: value) }
  }

  /// The value, as soon as it is there.
  var value: Value {
    get async {
      await withCheckedContinuation { continuation in
        let done: Value? = state.withLock { state in
          switch state {
          case .done(let value): return value
          case .open(let waiting):
            state = .open(waiting + [continuation])
            return nil
          }
        }
        if let done { continuation.resume(returning: done) }
      }
    }
  }

  /// The value, where it is there.
  var current: Value? {
    state.withLock { state in
      guard case .done(let value) = state else { return nil }
      return value
    }
  }
}

/// Tells when so many things are over.
final class Countdown: Sendable {
  /// Told once all are over; anybody may tell it earlier.
  let isZero = OneShot<Void>()
  private let left: Mutex<Int>

  init(_ count: Int) {
    left = Mutex(count)
    if count == 0 { isZero.fulfil(()) }
  }

  func decrement() {
    let isLast = left.withLock { left in
      left -= 1
      return left == 0
    }
    if isLast { isZero.fulfil(()) }
  }
}
