import SkaldCore
package import SkaldRuntime
package import SkaldValue

/// What somebody asks a relay.
struct OutboxRequest: Sendable {
  enum Wish: Sendable {
    /// The keys that are held.
    case look
    /// The key of an event is to be tried now.
    case retry(event: String)
    /// An event is not to be sent.
    case drop(event: String, reason: String, by: String)
  }

  let wish: Wish
  let ticket: Ticket
}

/// A key whose events a sink does not acknowledge.
package struct HeldKey: Sendable {
  /// The key.
  package let key: String
  /// Its events, in order; the first one is tried.
  package let events: [OutboundEvent]
  /// How many tries in a row failed; 0 where it goes on again.
  package let failures: Int
  /// What the sink said last; nil where it goes on again.
  package let error: String?
  /// Since when it fails.
  package let failingSince: Timestamp?
  /// When it is tried again; nil while it is tried.
  package let retryAt: Timestamp?
}
