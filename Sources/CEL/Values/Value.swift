/// The value of an expression.
///
/// `==` tells whether two values are the same kind and the same content; CEL's own `==` is wider (`1 == 1.0`).
public enum Value: Sendable {
  /// The null value.
  case null
  /// A truth value.
  case bool(Bool)
  /// A signed 64-bit integer.
  case int(Int64)
  /// An unsigned 64-bit integer.
  case uint(UInt64)
  /// A floating-point number.
  case double(Double)
  /// A text.
  case string(String)
  /// A sequence of bytes.
  case bytes([UInt8])
  /// A list of values.
  case list([Value])
  /// A map in the order in which it was made.
  case map(ValueMap)
  /// A point in time.
  case timestamp(CELTimestamp)
  /// A length of time.
  case duration(CELDuration)
  /// A type, by the name that CEL gives it.
  case type(String)
}

extension Value: Hashable {
  /// Whether both are of one kind and have the same content; texts are compared byte by byte.
  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.uint(let left), .uint(let right)): left == right
    case (.double(let left), .double(let right)): left == right
    case (.string(let left), .string(let right)): isSame(left, right)
    case (.bytes(let left), .bytes(let right)): left == right
    case (.list(let left), .list(let right)): left == right
    case (.map(let left), .map(let right)): left == right
    case (.timestamp(let left), .timestamp(let right)): left == right
    case (.duration(let left), .duration(let right)): left == right
    case (.type(let left), .type(let right)): left == right
    case (.null, _), (.bool, _), (.int, _), (.uint, _), (.double, _), (.string, _), (.bytes, _), (.list, _), (.map, _),
      (.timestamp, _), (.duration, _), (.type, _):
      false
    }
  }

  /// Feeds the content.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .int(let value): hasher.combine(value)
    case .uint(let value): hasher.combine(value)
    case .double(let value): hasher.combine(value)
    case .string(let value): hasher.combine(value)
    case .bytes(let value): hasher.combine(value)
    case .list(let value): hasher.combine(value)
    case .map(let value): hasher.combine(value.count)
    case .timestamp(let value): hasher.combine(value)
    case .duration(let value): hasher.combine(value)
    case .type(let value): hasher.combine(value)
    }
  }
}

extension Value {
  /// The name of the value's type, as `type()` gives it.
  public var typeName: String {
    switch self {
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .list: "list"
    case .map: "map"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .type: "type"
    }
  }

  /// The name of the value's type, as people read it in messages.
  var kindName: String {
    switch self {
    case .null: "null"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .bool, .int, .uint, .double, .string, .bytes, .list, .map, .type: typeName
    }
  }
}

/// Whether two texts have the same code points; Swift's `==` would also join composed and decomposed letters.
func isSame(_ left: String, _ right: String) -> Bool {
  left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
}
