import Synchronization

/// What reaches a relay while it works.
enum RelayMessage: Sendable {
  /// Something was committed.
  case wake
  /// A job is done.
  case done([RelayState.Outcome])
  /// A key may be tried again that failed so many times in a row.
  case retry(String, failures: Int)
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
  /// How many events were acknowledged.
  let published = Atomic(0)

  init() { (messages, continuation) = AsyncStream.makeStream() }

  func wake() {
    if !isWoken.exchange(true, ordering: .acquiringAndReleasing) { continuation.yield(.wake) }
  }

  /// Called when a wake is taken up, before the outbox is read.
  func takeWake() { isWoken.store(false, ordering: .releasing) }

  func send(_ message: RelayMessage) { continuation.yield(message) }
}
