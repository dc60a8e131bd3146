import SkaldRuntime
import Synchronization

/// What reaches a relay while it works.
enum RelayMessage: Sendable {
  /// Something was committed.
  case wake
  /// A job is done.
  case done([RelayState.Outcome])
  /// A key may be tried again that failed so many times in a row.
  case retry(String, failures: Int)
  /// The store could not be read a while ago.
  case readAgain
  /// Somebody looks at what is held, or does something about it.
  case asked(OutboxRequest)
  /// The engine ends: publish what is there, and end.
  case finish
}

/// The way to a relay; a wake that is already on its way is not sent twice.
final class RelayInbox: Sendable {
  let messages: AsyncStream<RelayMessage>
  private let continuation: AsyncStream<RelayMessage>.Continuation
  private let isWoken = Atomic(false)
  private let fresh: Mutex<FreshRows>
  /// How many events were acknowledged.
  let published = Atomic(0)

  /// - Parameter position: Every row after it is going to be handed over.
  init(after position: Int64) {
    (messages, continuation) = AsyncStream.makeStream()
    fresh = Mutex(FreshRows(since: position))
  }

  /// Hands over what was just committed, and wakes the relay.
  func hand(_ rows: [OutboxRow]) {
    fresh.withLock { $0.append(rows) }
    wake()
  }

  /// Says that what was committed up to this position must be read from the store.
  func pass(to position: Int64) {
    fresh.withLock { $0.pass(to: position) }
    wake()
  }

  private func wake() {
    if !isWoken.exchange(true, ordering: .acquiringAndReleasing) { continuation.yield(.wake) }
  }

  /// The position up to which rows are only in the store.
  var handedSince: Int64 { fresh.withLock { $0.since } }

  /// Takes all rows after a position that were handed over; nil where some of them are only in the store.
  func takeRows(after position: Int64) -> [OutboxRow]? { fresh.withLock { $0.take(after: position) } }

  /// Called when a wake is taken up, before the outbox is read.
  func takeWake() { isWoken.store(false, ordering: .releasing) }

  func send(_ message: RelayMessage) { continuation.yield(message) }
}
