/// All decimal digits of a floating-point number, for rounding that is right on every machine.
struct ExactDecimal {
  /// Steps that the digits of a number cost: far from one there are many.
  static func cost(of number: Double) -> Int { number == 0 ? 1 : 1 + abs(Int(number.exponent) - 52) / 16 }

  /// The digits without leading zeros; empty for zero.
  private let digits: [UInt8]
  /// Where the point stands: before the digit of that index, which may be outside.
  private let point: Int

  /// The digits of a finite number that is not negative.
  init(_ number: Double) {
    guard number > 0 else {
      (digits, point) = ([], 0)
      return
    }
    // The number is `significand * 2^exponent`; with a negative exponent that is `significand * 5^-exponent`, with so
    // many digits after the point.
    let exponent = Int(number.exponent) - 52
    let significand = UInt64(number.significand * 0x1p52)
    var limbs = BigDecimalDigits(significand)
    limbs.multiply(by: 2, times: max(exponent, 0))
    limbs.multiply(by: 5, times: max(-exponent, 0))
    digits = limbs.digits
    point = digits.count - max(-exponent, 0)
  }

  /// The digits up to `count`, rounded to nearest, ties to even, and where the point then stands.
  private func rounded(to count: Int) -> (digits: [UInt8], point: Int) {
    guard count < digits.count else { return (digits + Array(repeating: 0, count: count - digits.count), point) }
    guard count >= 0 else { return ([], point) }
    var kept = Array(digits[..<count])
    let next = digits[count]
    let isTie = next == 5 && digits[(count + 1)...].allSatisfy { $0 == 0 }
    guard next > 5 || (next == 5 && !isTie) || (isTie && (kept.last ?? 0) % 2 == 1) else { return (kept, point) }
    var index = count - 1
    while index >= 0, kept[index] == 9 {
      kept[index] = 0
      index -= 1
    }
    guard index < 0 else {
      kept[index] += 1
      return (kept, point)
    }
    return ([1] + kept, point + 1)
  }

  /// The number with `precision` digits after the point.
  func fixed(_ precision: Int) -> String {
    var (kept, point) = rounded(to: self.point + precision)
    // A number below the last digit keeps no digit of its own.
    if kept.count < point + precision {
      kept = Array(repeating: 0, count: max(0, point + precision - kept.count)) + kept
    }
    if point <= 0 {
      kept = Array(repeating: 0, count: max(0, 1 + precision - kept.count)) + kept
      point = 1
    }
    let text = kept.map { String($0) }
    let whole = text[..<point].joined()
    return precision == 0 ? whole : whole + "." + text[point...].joined()
  }

  /// The number with one digit before the point, `precision` after it, and an exponent of at least two digits.
  func scientific(_ precision: Int) -> String {
    var (kept, point) = digits.isEmpty ? (Array(repeating: 0, count: precision + 1), 1) : rounded(to: precision + 1)
    if kept.count > precision + 1 { kept.removeLast() }
    let exponent = point - 1
    let text = kept.map { String($0) }
    let fraction = precision == 0 ? "" : "." + text[1...].joined()
    let magnitude = exponent.magnitude.description
    return "\(text[0])\(fraction)e\(exponent < 0 ? "-" : "+")\(magnitude.utf8.count < 2 ? "0" : "")\(magnitude)"
  }
}

/// A large whole number, nine decimal digits to a limb, the lowest first.
private struct BigDecimalDigits {
  private static let base: UInt64 = 1_000_000_000
  private var limbs: [UInt64]

  init(_ number: UInt64) {
    limbs = [number % Self.base, number / Self.base % Self.base, number / Self.base / Self.base]
  }

  /// Multiplies by a small factor so many times, as often at once as a limb has room for.
  mutating func multiply(by factor: UInt64, times: Int) {
    let timesAtOnce = 12
    for _ in 0..<(times / timesAtOnce) { multiply(by: Self.power(of: factor, timesAtOnce)) }
    multiply(by: Self.power(of: factor, times % timesAtOnce))
  }

  private static func power(of factor: UInt64, _ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { power, _ in power * factor }
  }

  private mutating func multiply(by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      (carry, limbs[index]) = (limbs[index] * factor + carry).quotientAndRemainder(dividingBy: Self.base)
    }
    if carry > 0 { limbs.append(carry) }
  }

  /// The digits without leading zeros, the highest first.
  var digits: [UInt8] {
    var digits: [UInt8] = []
    for var limb in limbs {
      for _ in 0..<9 {
        digits.append(UInt8(truncatingIfNeeded: limb % 10))
        limb /= 10
      }
    }
    while digits.last == 0 { digits.removeLast() }
    return digits.reversed()
  }
}
