import SkaldRuntime

/// A dead letter with its event.
struct DeadMessage: Sendable {
  let letter: DeadLetter
  let event: OutboundEvent
}

/// What a relay knows of the dead letters of its sink. They lie in the store: only how many there are is here, and those
/// that are being tried again.
struct LetterBook {
  /// How many there are.
  var count = 0
  /// Whether an incident tells of them.
  var isTold = false
  /// Those that are tried again.
  var retried: [OutboundEvent.Place: DeadLetter] = [:]
  /// Those that are gone, whether the store knows it already or not.
  var settled: Set<OutboundEvent.Place> = []

  /// The lane in which the dead letters of a key are tried again, beside the key's own.
  static func lane(of key: String) -> String { "\u{0}\(key)" }
}
