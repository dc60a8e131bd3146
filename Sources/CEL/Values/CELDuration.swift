/// A length of time to the nanosecond; at most about 292 years.
public struct CELDuration: Sendable, Hashable {
  static let second: Int64 = 1_000_000_000

  /// The length in nanoseconds.
  public let nanoseconds: Int64

  /// Makes a length of so many nanoseconds.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
}

extension CELDuration {
  private static let units: [(name: String, length: Int64)] = [
    ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000), ("s", second), ("m", 60 * second),
    ("h", 3600 * second),
  ]

  /// Reads a length such as `1h30m`, `1.5s` or `-200ms`; nil for anything else and for one that does not fit.
  public init?(text: String) {
    var rest = Substring(text)
    var isNegative = false
    if let sign = rest.unicodeScalars.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      rest = rest.dropFirst()
    }
    if rest == "0" {
      self.init(nanoseconds: 0)
      return
    }
    guard !rest.isEmpty else { return nil }
    var total: Int64 = 0
    while !rest.isEmpty {
      guard let part = Self.part(&rest) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      guard !overflow else { return nil }
      total = sum
    }
    self.init(nanoseconds: isNegative ? -total : total)
  }

  private static func part(_ rest: inout Substring) -> Int64? {
    let whole = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(whole.count)
    var fraction = Substring()
    if rest.first == "." {
      rest = rest.dropFirst()
      fraction = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(fraction.count)
    }
    let name = rest.prefix { $0.isLetter }
    rest = rest.dropFirst(name.count)
    guard !(whole.isEmpty && fraction.isEmpty), let unit = units.first(where: { $0.name == name }),
      let count = whole.isEmpty ? 0 : Int64(whole)
    else { return nil }
    let (length, overflow) = count.multipliedReportingOverflow(by: unit.length)
    guard !overflow else { return nil }
    return adding(fraction, of: unit.length, to: length)
  }

  private static func adding(_ fraction: Substring, of unit: Int64, to length: Int64) -> Int64? {
    var scale = unit
    var sum = length
    for digit in fraction.utf8 {
      scale /= 10
      let (next, overflow) = sum.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")) * scale)
      guard !overflow else { return nil }
      sum = next
    }
    return sum
  }

  /// The length in seconds, as CEL writes it: `5400s`, `1.5s`.
  public var text: String {
    let (seconds, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: UInt64(Self.second))
    return "\(nanoseconds < 0 ? "-" : "")\(seconds)\(fractionText(Int64(rest)))s"
  }
}
