/// The kinds of incidents that the engine opens beside those of the machine.
enum IncidentKinds {
  /// A sink does not acknowledge an event, and the key waits.
  static let outbox = "outbox"
  /// A sink has dead letters.
  static let deadLetters = "dead_letters"
  /// Events of a type waited in vain.
  static let eventUnmatched = "event_unmatched"
  /// A definition cannot be read, and instances follow it.
  static let definition = "definition"
  /// A schedule cannot begin an instance, or cannot be read.
  static let schedule = "schedule"
  /// What an instance was to do cannot be: a fault of the engine.
  static let illegalTransition = "illegal_transition"

  /// What the latter is about.
  static let status = "status"

  /// What an incident of the outbox is about.
  static func subject(sink: String, _ key: String) -> String { "\(sink): \(key)" }
}
