/// What the binary operators do.
enum Operators {
  static func apply(_ operation: Operation, _ left: Value, _ right: Value, _ meter: inout Meter) throws(Failure)
    -> Value
  {
    switch operation {
    case .add: return try add(left, right, &meter)
    case .subtract: return try subtract(left, right)
    case .multiply: return try multiply(left, right)
    case .divide: return try divide(left, right)
    case .modulo: return try modulo(left, right)
    case .equal: return .bool(try isEqual(left, right, &meter))
    case .notEqual: return .bool(!(try isEqual(left, right, &meter)))
    case .less: return .bool(try order(operation, left, right, &meter) == .less)
    case .greater: return .bool(try order(operation, left, right, &meter) == .greater)
    case .lessOrEqual:
      let order = try order(operation, left, right, &meter)
      return .bool(order == .less || order == .equal)
    case .greaterOrEqual:
      let order = try order(operation, left, right, &meter)
      return .bool(order == .greater || order == .equal)
    case .isIn: return .bool(try contains(right, left, &meter))
    }
  }

  static func mismatch(_ operation: Operation, _ left: Value, _ right: Value) -> Failure {
    Failure(.noOverload, "`\(operation.text)` does not take \(left.kindName) and \(right.kindName)")
  }

  static func overflow(_ type: String) -> Failure { Failure(.overflow, "the result does not fit \(type)") }

  private static func add(_ left: Value, _ right: Value, _ meter: inout Meter) throws(Failure) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)): return .int(try checked(left.addingReportingOverflow(right)))
    case (.uint(let left), .uint(let right)): return .uint(try checked(left.addingReportingOverflow(right)))
    case (.double(let left), .double(let right)): return .double(left + right)
    case (.string(let left), .string(let right)):
      try meter.produce(left.utf8.count + right.utf8.count)
      return .string(left + right)
    case (.bytes(let left), .bytes(let right)):
      try meter.produce(left.count + right.count)
      return .bytes(left + right)
    case (.list(let left), .list(let right)):
      try meter.produce(left.count + right.count)
      return .list(left + right)
    case (.timestamp(let time), .duration(let length)), (.duration(let length), .timestamp(let time)):
      return .timestamp(try time.adding(length))
    case (.duration(let left), .duration(let right)):
      return .duration(
        CELDuration(nanoseconds: try checkedTime(left.nanoseconds.addingReportingOverflow(right.nanoseconds))))
    default: throw mismatch(.add, left, right)
    }
  }

  private static func subtract(_ left: Value, _ right: Value) throws(Failure) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)): return .int(try checked(left.subtractingReportingOverflow(right)))
    case (.uint(let left), .uint(let right)): return .uint(try checked(left.subtractingReportingOverflow(right)))
    case (.double(let left), .double(let right)): return .double(left - right)
    case (.timestamp(let time), .duration(let length)):
      let (negated, overflow) = Int64(0).subtractingReportingOverflow(length.nanoseconds)
      guard !overflow else { throw self.overflow("a duration") }
      return .timestamp(try time.adding(CELDuration(nanoseconds: negated)))
    case (.timestamp(let left), .timestamp(let right)): return .duration(try left.since(right))
    case (.duration(let left), .duration(let right)):
      return .duration(
        CELDuration(nanoseconds: try checkedTime(left.nanoseconds.subtractingReportingOverflow(right.nanoseconds))))
    default: throw mismatch(.subtract, left, right)
    }
  }

  private static func multiply(_ left: Value, _ right: Value) throws(Failure) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)): .int(try checked(left.multipliedReportingOverflow(by: right)))
    case (.uint(let left), .uint(let right)): .uint(try checked(left.multipliedReportingOverflow(by: right)))
    case (.double(let left), .double(let right)): .double(left * right)
    default: throw mismatch(.multiply, left, right)
    }
  }

  private static func divide(_ left: Value, _ right: Value) throws(Failure) -> Value {
    switch (left, right) {
    case (.int, .int(0)), (.uint, .uint(0)): throw Failure(.divisionByZero, "division by zero")
    case (.int(let left), .int(let right)): .int(try checked(left.dividedReportingOverflow(by: right)))
    case (.uint(let left), .uint(let right)): .uint(left / right)
    case (.double(let left), .double(let right)): .double(left / right)
    default: throw mismatch(.divide, left, right)
    }
  }

  private static func modulo(_ left: Value, _ right: Value) throws(Failure) -> Value {
    switch (left, right) {
    case (.int, .int(0)), (.uint, .uint(0)): throw Failure(.divisionByZero, "remainder of a division by zero")
    case (.int(let left), .int(let right)): .int(try checked(left.remainderReportingOverflow(dividingBy: right)))
    case (.uint(let left), .uint(let right)): .uint(left % right)
    default: throw mismatch(.modulo, left, right)
    }
  }

  private static func checked<Number: FixedWidthInteger>(_ result: (partialValue: Number, overflow: Bool))
    throws(Failure) -> Number
  {
    guard !result.overflow else { throw overflow(Number.isSigned ? "an int" : "a uint") }
    return result.partialValue
  }

  private static func checkedTime(_ result: (partialValue: Int64, overflow: Bool)) throws(Failure) -> Int64 {
    guard !result.overflow else { throw overflow("a duration") }
    return result.partialValue
  }
}
