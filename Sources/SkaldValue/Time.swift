/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Sendable, Hashable, Comparable, Codable {
  /// Milliseconds since the epoch.
  public var milliseconds: Int64

  /// Makes the point so many milliseconds after the epoch.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Whether `left` is before `right`.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// The point that lies `right` after `left`; the last representable point where the sum does not fit.
  public static func + (left: Timestamp, right: Milliseconds) -> Timestamp {
    let (sum, overflow) = left.milliseconds.addingReportingOverflow(right.count)
    return Timestamp(milliseconds: overflow ? .max : sum)
  }

  /// The time from `right` to `left`.
  public static func - (left: Timestamp, right: Timestamp) -> Milliseconds {
    Milliseconds(left.milliseconds &- right.milliseconds)
  }
}

/// A length of time in whole milliseconds.
public struct Milliseconds: Sendable, Hashable, Comparable, Codable {
  /// How many milliseconds.
  public var count: Int64

  /// Makes a length of so many milliseconds.
  public init(_ count: Int64) { self.count = count }

  /// A length that no clock reaches, for what may last for ever.
  public static let forever = Milliseconds(.max)

  /// Makes a length of so many seconds.
  public static func seconds(_ count: Int64) -> Milliseconds { Milliseconds(count * 1000) }
  /// Makes a length of so many minutes.
  public static func minutes(_ count: Int64) -> Milliseconds { seconds(count * 60) }
  /// Makes a length of so many hours.
  public static func hours(_ count: Int64) -> Milliseconds { minutes(count * 60) }
  /// Makes a length of so many days.
  public static func days(_ count: Int64) -> Milliseconds { hours(count * 24) }

  /// Whether `left` is shorter than `right`.
  public static func < (left: Milliseconds, right: Milliseconds) -> Bool { left.count < right.count }

  /// The sum; ``forever`` where it does not fit.
  public static func + (left: Milliseconds, right: Milliseconds) -> Milliseconds {
    let (sum, overflow) = left.count.addingReportingOverflow(right.count)
    return overflow ? .forever : Milliseconds(sum)
  }

  /// Encodes the count alone.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(count)
  }

  /// Decodes the count alone.
  public init(from decoder: any Decoder) throws { count = try decoder.singleValueContainer().decode(Int64.self) }
}

extension Milliseconds {
  private static let units: [(name: String, length: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// Reads `1h30m`, `200ms`, `2d`: one or more of an integer and `ms`, `s`, `m`, `h` or `d`; nil for anything else.
  public init?(text: String) {
    var total: Int64 = 0
    var rest = Substring(text)
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { ("0"..."9").contains($0) }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { ("a"..."z").contains($0) }
      rest = rest.dropFirst(name.count)
      guard let count = Int64(digits), let unit = Self.units.first(where: { $0.name == name }) else { return nil }
      let (product, tooLong) = count.multipliedReportingOverflow(by: unit.length)
      let (sum, overflow) = total.addingReportingOverflow(product)
      guard !tooLong, !overflow else { return nil }
      total = sum
    }
    self.init(total)
  }

  /// Reads a duration as it stands in JSON: `1h30m`, or seconds with a fraction (`1.5s`) as expressions write them.
  public init?(json text: String) {
    if let length = Milliseconds(text: text) {
      self = length
    } else if text.hasSuffix("s"), let seconds = Double(text.dropLast()), seconds.magnitude < 1e12 {
      self.init(Int64(seconds * 1000))
    } else {
      return nil
    }
  }

  /// The shortest text that reads back as this length: `1h30m`; `forever` for ``forever``.
  public var text: String {
    guard self != .forever else { return "forever" }
    guard count > 0 else { return "\(count)ms" }
    var rest = count
    var out = ""
    for unit in Self.units where rest >= unit.length {
      out += "\(rest / unit.length)\(unit.name)"
      rest %= unit.length
    }
    return out
  }
}
