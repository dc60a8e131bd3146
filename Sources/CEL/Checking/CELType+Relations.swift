extension CELType {
  var isNumber: Bool { self == .int || self == .uint || self == .double }

  var isMap: Bool {
    switch self {
    case .map, .object: true
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type, .list: false
    }
  }

  /// Whether a value of this type may stand where `other` is needed.
  func isAssignable(to other: CELType) -> Bool {
    switch (self, other) {
    case (.dyn, _), (_, .dyn): true
    case (.list(let element), .list(let otherElement)): element.isAssignable(to: otherElement)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      key.isAssignable(to: otherKey) && value.isAssignable(to: otherValue)
    case (.object, .map(let key, _)): CELType.string.isAssignable(to: key)
    case (.map(let key, _), .object): key.isAssignable(to: .string)
    case (.object, .object): true
    default: self == other
    }
  }

  /// Whether `==` between the two can ever be true.
  func isComparable(to other: CELType) -> Bool {
    switch (self, other) {
    case (.null, _), (_, .null): true
    case (.list(let element), .list(let otherElement)): element.isComparable(to: otherElement)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      key.isComparable(to: otherKey) && value.isComparable(to: otherValue)
    default: isAssignable(to: other) || (isNumber && other.isNumber)
    }
  }

  /// Whether `<` is defined between the two.
  func isOrdered(with other: CELType) -> Bool {
    switch self {
    case .dyn: return other == .dyn || other.hasOrder
    case .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration:
      return other == .dyn || other == self || (isNumber && other.isNumber)
    case .null, .type, .list, .map, .object: return false
    }
  }

  private var hasOrder: Bool {
    switch self {
    case .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration: true
    case .dyn, .null, .type, .list, .map, .object: false
    }
  }

  /// Whether `in` is defined between the two.
  func isElement(of container: CELType) -> Bool {
    switch container {
    case .dyn: true
    case .list(let element): isComparable(to: element)
    case .map(let key, _): isComparable(to: key)
    case .object: isAssignable(to: .string)
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type: false
    }
  }

  /// Whether a value may be of the one type or the other.
  func isMergeable(with other: CELType) -> Bool {
    self == .null || other == .null || isAssignable(to: other)
  }

  /// The narrowest type that holds values of all these; any for none.
  static func join(_ types: [CELType]) -> CELType {
    guard var result = types.first else { return .dyn }
    for type in types.dropFirst() { result = join(result, type) }
    return result
  }

  private static func join(_ left: CELType, _ right: CELType) -> CELType {
    if left == right { return left }
    switch (left, right) {
    case (.list(let left), .list(let right)): return .list(join(left, right))
    case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
      return .map(join(leftKey, rightKey), join(leftValue, rightValue))
    case (.object, .object), (.object, .map(.string, _)), (.map(.string, _), .object): return .map(.string, .dyn)
    default: return .dyn
    }
  }
}

extension Value {
  /// The type of a literal.
  var staticType: CELType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .list: .list(.dyn)
    case .map: .map(.dyn, .dyn)
    case .timestamp: .timestamp
    case .duration: .duration
    case .type: .type
    }
  }
}
