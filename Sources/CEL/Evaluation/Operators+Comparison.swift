/// How two values compare; not at all where one is not a number.
enum Order { case less, equal, greater, unordered }

extension Operators {
  /// CEL's equality: numbers compare by value whatever their kind, values of different kinds are not equal.
  static func isEqual(_ left: Value, _ right: Value, _ meter: inout Meter) throws(Failure) -> Bool {
    switch (left, right) {
    case (.int(let left), .int(let right)): return left == right
    case (.bool(let left), .bool(let right)): return left == right
    case (.null, .null): return true
    case (.string(let left), .string(let right)):
      try meter.charge(min(left.utf8.count, right.utf8.count))
      return isSame(left, right)
    case (.bytes(let left), .bytes(let right)):
      try meter.charge(min(left.count, right.count))
      return left == right
    case (.timestamp(let left), .timestamp(let right)): return left == right
    case (.duration(let left), .duration(let right)): return left == right
    case (.type(let left), .type(let right)): return left == right
    case (.list(let left), .list(let right)): return try areEqual(left, right, &meter)
    case (.map(let left), .map(let right)): return try areEqual(left, right, &meter)
    default: return numericOrder(left, right) == .equal
    }
  }

  private static func areEqual(_ left: [Value], _ right: [Value], _ meter: inout Meter) throws(Failure) -> Bool {
    guard left.count == right.count else { return false }
    for (left, right) in zip(left, right) {
      try meter.step()
      guard try isEqual(left, right, &meter) else { return false }
    }
    return true
  }

  private static func areEqual(_ left: ValueMap, _ right: ValueMap, _ meter: inout Meter) throws(Failure) -> Bool {
    guard left.count == right.count else { return false }
    for entry in try left.entries(&meter) {
      try meter.step()
      guard let other = try right.value(of: entry.key, &meter), try isEqual(entry.value, other, &meter) else {
        return false
      }
    }
    return true
  }

  /// `in`: an element of a list, a key of a map.
  static func contains(_ container: Value, _ value: Value, _ meter: inout Meter) throws(Failure) -> Bool {
    switch container {
    case .list(let elements):
      for element in elements {
        try meter.step()
        if try isEqual(element, value, &meter) { return true }
      }
      return false
    case .map(let map):
      if case .string(let name) = value {
        try meter.charge(key: value)
        return try map.has(name, &meter)
      }
      return map[value] != nil
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type:
      throw mismatch(.isIn, value, container)
    }
  }

  static func order(_ operation: Operation, _ left: Value, _ right: Value, _ meter: inout Meter) throws(Failure)
    -> Order
  {
    switch (left, right) {
    case (.int(let left), .int(let right)): return ordered(left, right)
    case (.string(let left), .string(let right)):
      try meter.charge(min(left.utf8.count, right.utf8.count))
      return lexical(left.utf8, right.utf8)
    case (.bytes(let left), .bytes(let right)):
      try meter.charge(min(left.count, right.count))
      return lexical(left, right)
    case (.bool(let left), .bool(let right)): return ordered(left ? 1 : 0, right ? 1 : 0)
    case (.timestamp(let left), .timestamp(let right)): return ordered(left, right)
    case (.duration(let left), .duration(let right)): return ordered(left.nanoseconds, right.nanoseconds)
    default:
      guard let order = numericOrder(left, right) else { throw mismatch(operation, left, right) }
      return order
    }
  }

  private static func ordered<Value: Comparable>(_ left: Value, _ right: Value) -> Order {
    left < right ? .less : left == right ? .equal : .greater
  }

  private static func lexical(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Order {
    if left.elementsEqual(right) { return .equal }
    return left.lexicographicallyPrecedes(right) ? .less : .greater
  }

  /// How two numbers of any kinds compare; nil where one is not a number.
  static func numericOrder(_ left: Value, _ right: Value) -> Order? {
    switch (left, right) {
    case (.int(let left), .int(let right)): ordered(left, right)
    case (.uint(let left), .uint(let right)): ordered(left, right)
    case (.int(let left), .uint(let right)): left < 0 ? .less : ordered(UInt64(left), right)
    case (.uint(let left), .int(let right)): right < 0 ? .greater : ordered(left, UInt64(right))
    case (.double(let left), .double(let right)): ordered(left, right)
    case (.int(let left), .double(let right)): ordered(Double(left), right)
    case (.double(let left), .int(let right)): ordered(left, Double(right))
    case (.uint(let left), .double(let right)): ordered(Double(left), right)
    case (.double(let left), .uint(let right)): ordered(left, Double(right))
    default: nil
    }
  }

  private static func ordered(_ left: Double, _ right: Double) -> Order {
    if left.isNaN || right.isNaN { return .unordered }
    return left < right ? .less : left == right ? .equal : .greater
  }
}
