/// A value of a column, or one that is bound to a parameter.
public enum SQLValue: Sendable, Hashable {
  /// No value.
  case null
  /// A whole number.
  case int(Int64)
  /// A floating-point number.
  case double(Double)
  /// A text.
  case text(String)
  /// Bytes.
  case blob([UInt8])

  /// Whether there is no value.
  public var isNull: Bool { self == .null }

  /// The whole number where this is one.
  public var int: Int64? {
    guard case .int(let value) = self else { return nil }
    return value
  }

  /// The number where this is one, whole or not.
  public var double: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    case .null, .text, .blob: nil
    }
  }

  /// The text where this is one.
  public var text: String? {
    guard case .text(let value) = self else { return nil }
    return value
  }

  /// The bytes where these are some.
  public var blob: [UInt8]? {
    guard case .blob(let value) = self else { return nil }
    return value
  }
}

/// What can be bound to a parameter of a statement.
public protocol SQLBindable {
  /// The value that is bound.
  var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable {
  /// The value itself.
  public var sqlValue: SQLValue { self }
}

extension String: SQLBindable {
  /// The text.
  public var sqlValue: SQLValue { .text(self) }
}

extension Int: SQLBindable {
  /// The number.
  public var sqlValue: SQLValue { .int(Int64(self)) }
}

extension Int64: SQLBindable {
  /// The number.
  public var sqlValue: SQLValue { .int(self) }
}

extension Double: SQLBindable {
  /// The number.
  public var sqlValue: SQLValue { .double(self) }
}

extension Bool: SQLBindable {
  /// 1 or 0.
  public var sqlValue: SQLValue { .int(self ? 1 : 0) }
}

extension [UInt8]: SQLBindable {
  /// The bytes.
  public var sqlValue: SQLValue { .blob(self) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
  /// The value, or null.
  public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
