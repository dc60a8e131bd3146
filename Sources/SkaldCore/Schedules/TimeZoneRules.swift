/// How far the clocks of a zone are ahead of UTC, and when that changes. Times are seconds since 1970-01-01 in UTC.
package protocol TimeZoneRules: Sendable {
  /// By how many seconds local time is ahead of UTC.
  func offset(at second: Int64) -> Int64
  /// The first second after another one from which on the offset may be another; nil where it stays.
  func nextChange(after second: Int64) -> Int64?
}

/// Where the rules of a zone come from.
package protocol TimeZoneSource: Sendable {
  /// The rules of a zone by its name in the IANA database, such as `Europe/Berlin`.
  func zone(named name: String) throws(TimeZoneFault) -> any TimeZoneRules
}

/// Why there are no rules for a name.
package struct TimeZoneFault: Error, Sendable, Hashable {
  /// As one clause.
  package let message: String
  /// Makes a fault.
  package init(_ message: String) { self.message = message }
}

/// A zone whose clocks never change.
package struct FixedZone: TimeZoneRules {
  /// Coordinated universal time.
  package static let utc = FixedZone(seconds: 0)

  private let seconds: Int64

  /// Makes a zone so many seconds ahead of UTC.
  package init(seconds: Int64) { self.seconds = seconds }

  /// The same at any time.
  package func offset(at second: Int64) -> Int64 { seconds }
  /// Never.
  package func nextChange(after second: Int64) -> Int64? { nil }
}
