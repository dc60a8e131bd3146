import SkaldValue

extension JSON {
  /// The same number as an integer where it is one that fits.
  var withoutFraction: JSON {
    guard case .double(let value) = self, let whole = Int64(exactly: value) else { return self }
    return .int(whole)
  }

  /// Whether it holds values.
  var isCollection: Bool { array != nil || object != nil }

  /// A text that equal values share: JSON Schema takes 1 and 1.0 for one number, and members have no order.
  var identity: [UInt8] { withWholeNumbers.canonical }

  private var withWholeNumbers: JSON {
    switch self {
    case .null, .bool, .int, .string: self
    case .double: withoutFraction
    case .array(let values): .array(values.map(\.withWholeNumbers))
    case .object(let object):
      .object(JSONObject(unique: object.members.map { .init(name: $0.name, value: $0.value.withWholeNumbers) }))
    }
  }

  /// Whether the number is below another, exactly.
  func isLess(than other: JSON) -> Bool {
    switch (self, other) {
    case (.int(let left), .int(let right)): left < right
    case (.double(let left), .double(let right)): left < right
    case (.int(let left), .double(let right)): Self.order(left, right) < 0
    case (.double(let left), .int(let right)): Self.order(right, left) > 0
    default: false
    }
  }

  /// Below 0 where the first is less, above where it is more; a conversion of either would round.
  private static func order(_ left: Int64, _ right: Double) -> Int {
    if right >= 0x1p63 { return -1 }
    if right < -0x1p63 { return 1 }
    let whole = right.rounded(.down)
    let floor = Int64(whole)
    if left != floor { return left < floor ? -1 : 1 }
    return whole < right ? -1 : 0
  }

  /// Whether the number is a whole multiple of another, both taken as the decimals that they are written as.
  func isMultiple(of divisor: JSON) -> Bool {
    guard let left = Decimal(self), let right = Decimal(divisor), right.digits > 0 else { return false }
    return left.isMultiple(of: right)
  }
}

/// The magnitude of a number, exactly: some digits times a power of ten.
private struct Decimal {
  let digits: UInt64
  let exponent: Int

  init?(_ number: JSON) {
    switch number {
    case .int(let value): (digits, exponent) = (value.magnitude, 0)
    case .double(let value):
      // The shortest text that names the number is the one its author wrote, or an equal one.
      let parts = value.magnitude.description.split(separator: "e")
      guard let mantissa = parts.first?.split(separator: "."), let whole = mantissa.first,
        let digits = UInt64(whole + (mantissa.count > 1 ? mantissa[1] : ""))
      else { return nil }
      self.digits = digits
      exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - (mantissa.count > 1 ? mantissa[1].utf8.count : 0)
    case .null, .bool, .string, .array, .object: return nil
    }
  }

  func isMultiple(of divisor: Decimal) -> Bool {
    var shift = exponent - divisor.exponent
    if shift < 0 {
      var scaled = divisor.digits
      while shift < 0 {
        let (product, overflows) = scaled.multipliedReportingOverflow(by: 10)
        // A divisor beyond all digits divides nothing but zero.
        if overflows { return digits == 0 }
        (scaled, shift) = (product, shift + 1)
      }
      return digits.isMultiple(of: scaled)
    }
    var rest = digits % divisor.digits
    for _ in 0..<shift {
      if rest == 0 { return true }
      let wide = rest.multipliedFullWidth(by: 10)
      rest = divisor.digits.dividingFullWidth(wide).remainder
    }
    return rest == 0
  }
}
