extension Checker {
  mutating func chain(_ first: Node, _ links: [Node.Link]) -> CELType {
    var left = type(of: first)
    for link in links {
      let right = type(of: link.operand)
      if let result = Self.result(link.operation, left, right) {
        left = result
      } else {
        note(.noOverload, Self.mismatch(link.operation, left, right), link.range)
        left = link.operation.isComparison ? .bool : .dyn
      }
    }
    return left
  }

  private static func mismatch(_ operation: Operation, _ left: CELType, _ right: CELType) -> String {
    let clause = "`\(operation.text)` does not take \(left) and \(right)"
    switch (left, right) {
    case (.int, .double), (.double, .int): return "\(clause); convert one with `double()` or `int()`"
    case (.string, .int), (.int, .string), (.string, .double), (.double, .string), (.string, .bool), (.bool, .string):
      return operation == .add ? "\(clause); convert one with `string()`" : clause
    default: return clause
    }
  }

  /// The type of `left operation right`; nil where there is no such operator.
  private static func result(_ operation: Operation, _ left: CELType, _ right: CELType) -> CELType? {
    switch operation {
    case .add: sum(left, right)
    case .subtract: difference(left, right)
    case .multiply, .divide: arithmetic(left, right, among: [.int, .uint, .double])
    case .modulo: arithmetic(left, right, among: [.int, .uint])
    case .equal, .notEqual: left.isComparable(to: right) ? .bool : nil
    case .less, .lessOrEqual, .greater, .greaterOrEqual: left.isOrdered(with: right) ? .bool : nil
    case .isIn: left.isElement(of: right) ? .bool : nil
    }
  }

  private static func arithmetic(_ left: CELType, _ right: CELType, among types: [CELType]) -> CELType? {
    switch (left, right) {
    case (.dyn, .dyn): .dyn
    case (.dyn, let known), (let known, .dyn): types.contains(known) ? known : nil
    default: left == right && types.contains(left) ? left : nil
    }
  }

  private static func sum(_ left: CELType, _ right: CELType) -> CELType? {
    switch (left, right) {
    case (.timestamp, .duration), (.duration, .timestamp), (.timestamp, .dyn), (.dyn, .timestamp): .timestamp
    case (.duration, .dyn), (.dyn, .duration): .dyn
    case (.list(let left), .list(let right)): .list(CELType.join([left, right]))
    case (.list, .dyn), (.dyn, .list): .list(.dyn)
    default: arithmetic(left, right, among: [.int, .uint, .double, .string, .bytes, .duration])
    }
  }

  private static func difference(_ left: CELType, _ right: CELType) -> CELType? {
    switch (left, right) {
    case (.timestamp, .timestamp), (.dyn, .timestamp): .duration
    case (.timestamp, .duration): .timestamp
    case (.timestamp, .dyn), (.dyn, .duration): .dyn
    default: arithmetic(left, right, among: [.int, .uint, .double, .duration])
    }
  }

  mutating func negation(_ operand: Node, _ range: Range<Int>) -> CELType {
    let found = type(of: operand)
    switch found {
    case .int, .double, .dyn: return found
    case .null, .bool, .uint, .string, .bytes, .timestamp, .duration, .type, .list, .map, .object:
      note(.noOverload, "`-` needs int or double, found \(found)", range)
      return .dyn
    }
  }
}

extension Operation {
  fileprivate var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn: true
    case .add, .subtract, .multiply, .divide, .modulo: false
    }
  }
}
