/// What a scalar stands for by the core schema of
/// [YAML 1.2](https://yaml.org/spec/1.2.2/#103-core-schema).
public enum YAMLValue: Sendable, Hashable {
  /// Nothing.
  case null
  /// A truth value: `true` or `false`, never `yes` or `on`.
  case bool(Bool)
  /// A whole number that fits 64 bits.
  case int(Int64)
  /// Any other number.
  case float(Double)
  /// A text.
  case string(String)

  /// The name of the value's kind, as people read it in messages.
  public var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .float: "number"
    case .string: "string"
    }
  }
}

extension YAMLScalar {
  /// What the scalar stands for; only plain text and an explicit tag make anything but a string.
  public var resolved: YAMLValue {
    switch explicitType {
    case .string: .string(text)
    case .null: .null
    case .bool: CoreSchema.bool(text).map { .bool($0) } ?? .string(text)
    case .int: CoreSchema.int(text) ?? .string(text)
    case .float: CoreSchema.number(text) ?? .string(text)
    case nil: style == .plain ? CoreSchema.resolve(text) : .string(text)
    }
  }

  /// Whether the text has the form that its explicit tag asks for.
  var fitsItsTag: Bool {
    switch explicitType {
    case .string, nil: true
    case .null: CoreSchema.isNull(text)
    case .bool: CoreSchema.bool(text) != nil
    case .int: CoreSchema.int(text) != nil
    case .float: CoreSchema.number(text) != nil
    }
  }
}

/// The rules by which plain text becomes a value.
enum CoreSchema {
  static func resolve(_ text: String) -> YAMLValue {
    // Most plain scalars are words: their first byte tells that they are nothing else.
    guard let first = text.utf8.first else { return .null }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      return number(text) ?? .string(text)
    case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"):
      return bool(text).map { .bool($0) } ?? .string(text)
    case UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "~"):
      return isNull(text) ? .null : .string(text)
    default:
      return .string(text)
    }
  }

  static func isNull(_ text: String) -> Bool {
    switch text {
    case "", "~", "null", "Null", "NULL": true
    default: false
    }
  }

  static func bool(_ text: String) -> Bool? {
    switch text {
    case "true", "True", "TRUE": true
    case "false", "False", "FALSE": false
    default: nil
    }
  }

  /// A whole number: decimal, `0o17`, `0x1F`; one past 64 bits is a floating-point number.
  static func int(_ text: String) -> YAMLValue? {
    if text.hasPrefix("0x") { return integer(text.dropFirst(2), radix: 16) }
    if text.hasPrefix("0o") { return integer(text.dropFirst(2), radix: 8) }
    let digits = text.utf8.first.map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") } == true ? 1 : 0
    let rest = text.utf8.dropFirst(digits)
    guard !rest.isEmpty, rest.allSatisfy({ isDigit($0) }) else { return nil }
    if let value = Int64(text) { return .int(value) }
    return Double(text).map { .float($0) }
  }

  static func number(_ text: String) -> YAMLValue? {
    if let value = int(text) { return value }
    switch text {
    case ".nan", ".NaN", ".NAN": return .float(.nan)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
    default: break
    }
    guard isDecimal(text) else { return nil }
    return Double(text).map { .float($0) }
  }

  private static func integer(_ digits: Substring, radix: Int) -> YAMLValue? {
    guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else { return nil }
    return Int64(digits, radix: radix).map { .int($0) }
  }

  /// `[-+]? ( . digits | digits ( . digits? )? ) ( [eE] [-+]? digits )?`
  private static func isDecimal(_ text: String) -> Bool {
    var rest = text.utf8[...]
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
    var digits = skipDigits(&rest)
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      digits += skipDigits(&rest)
    }
    guard digits > 0 else { return false }
    guard let mark = rest.first else { return true }
    guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return false }
    rest.removeFirst()
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
    return skipDigits(&rest) > 0 && rest.isEmpty
  }

  private static func skipDigits(_ rest: inout Substring.UTF8View) -> Int {
    var count = 0
    while let byte = rest.first, isDigit(byte) {
      rest.removeFirst()
      count += 1
    }
    return count
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
