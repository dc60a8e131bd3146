/// A point in time from the year 1 to the year 9999, to the nanosecond.
public struct CELTimestamp: Sendable, Hashable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public let seconds: Int64
  /// Nanoseconds after that second, from 0 to 999,999,999.
  public let nanoseconds: Int32

  static let secondsMin: Int64 = -62_135_596_800
  static let secondsMax: Int64 = 253_402_300_799

  /// Makes a point in time; nil where it is outside the years 1 to 9999, or the nanoseconds are not below a second.
  public init?(seconds: Int64, nanoseconds: Int32 = 0) {
    guard (Self.secondsMin...Self.secondsMax).contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else {
      return nil
    }
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  func adding(_ length: CELDuration) throws(Failure) -> CELTimestamp {
    var (carry, rest) = length.nanoseconds.quotientAndRemainder(dividingBy: CELDuration.second)
    rest += Int64(nanoseconds)
    if rest < 0 {
      rest += CELDuration.second
      carry -= 1
    } else if rest >= CELDuration.second {
      rest -= CELDuration.second
      carry += 1
    }
    guard let sum = CELTimestamp(seconds: seconds + carry, nanoseconds: Int32(rest)) else {
      throw Operators.overflow("a timestamp, which is from the year 1 to the year 9999")
    }
    return sum
  }

  func since(_ other: CELTimestamp) throws(Failure) -> CELDuration {
    let (product, tooLong) = (seconds - other.seconds).multipliedReportingOverflow(by: CELDuration.second)
    let (sum, overflow) = product.addingReportingOverflow(Int64(nanoseconds) - Int64(other.nanoseconds))
    guard !tooLong, !overflow else { throw Operators.overflow("a duration") }
    return CELDuration(nanoseconds: sum)
  }
}

extension CELTimestamp: Comparable {
  /// Whether `left` is before `right`.
  public static func < (left: CELTimestamp, right: CELTimestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}

extension CELTimestamp {
  /// Reads a time of RFC 3339, as in `2026-01-31T08:00:00.5+01:00`; nil for anything else.
  public init?(text: String) {
    var reader = TimeReader(text)
    guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
      let day = reader.digits(2), reader.take("T") || reader.take("t"), let hour = reader.digits(2), reader.take(":"),
      let minute = reader.digits(2), reader.take(":"), let second = reader.digits(2),
      let nanoseconds = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
    else { return nil }
    guard (1...12).contains(month), day >= 1, day <= Civil.days(in: month, of: year), hour < 24, minute < 60,
      second < 60
    else { return nil }
    let days = Civil.days(year: year, month: month, day: day)
    self.init(
      seconds: days * 86_400 + hour * 3600 + minute * 60 + second - offset, nanoseconds: Int32(nanoseconds))
  }

  /// The time of RFC 3339 in UTC, with as many digits of a second as it needs.
  public var text: String {
    let civil = Civil(seconds: seconds)
    let date = "\(padded(civil.year, 4))-\(padded(civil.month, 2))-\(padded(civil.day, 2))"
    let time = "\(padded(civil.hour, 2)):\(padded(civil.minute, 2)):\(padded(civil.second, 2))"
    return "\(date)T\(time)\(fractionText(Int64(nanoseconds)))Z"
  }
}

/// Decimal digits with zeros in front.
private func padded(_ number: Int64, _ width: Int) -> String {
  let digits = number.description
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// A point and the digits of a fraction of a second, without trailing zeros; nothing for zero.
func fractionText(_ nanoseconds: Int64) -> String {
  guard nanoseconds > 0 else { return "" }
  var digits = padded(nanoseconds, 9)
  while digits.last == "0" { digits.removeLast() }
  return "." + digits
}
