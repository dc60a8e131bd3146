import LinearRegex
import SkaldValue

extension Checker {
  mutating func call(_ function: Function, _ arguments: [Node], _ range: Range<Int>) -> CELType {
    let types = arguments.map { type(of: $0) }
    if function.isVariadic, arguments.count > 1 { return extreme(function, types, range) }
    let fitting = function.overloads.filter { $0.accepts(types) }
    guard let first = fitting.first else {
      let found = types.map(\.description).joined(separator: ", ")
      note(.noOverload, "\(function.name)() takes \(function.signatures), found (\(found))", range)
      let results = Set(function.overloads.map(\.result))
      return results.count == 1 ? function.overloads[0].result : .dyn
    }
    return fitting.allSatisfy { $0.result == first.result } ? first.result : .dyn
  }

  /// `math.greatest` and `math.least` of several numbers.
  private mutating func extreme(_ function: Function, _ types: [CELType], _ range: Range<Int>) -> CELType {
    if let wrong = types.first(where: { $0 != .dyn && !$0.isNumber }) {
      note(.noOverload, "\(function.name)() takes numbers, found \(wrong)", range)
      return .dyn
    }
    return CELType.join(types)
  }

  mutating func unknownCall(_ name: String, isMethod: Bool, _ arguments: [Node], _ range: Range<Int>) -> CELType {
    for argument in arguments { _ = type(of: argument) }
    let names = (isMethod ? FunctionCatalog.methods : FunctionCatalog.globals).keys.sorted()
    let suggestion = nearest(name, among: names)
    let other = isMethod ? FunctionCatalog.globals[name] : FunctionCatalog.methods[name]
    let hint =
      if let suggestion {
        "; did you mean `\(suggestion)`"
      } else if other != nil {
        isMethod ? "; it is called as `\(name)(x)`" : "; it is called as `x.\(name)()`"
      } else {
        ""
      }
    note(.unknownName(name: name, suggestion: suggestion), "there is no function `\(name)`\(hint)", range)
    return .dyn
  }

  mutating func matches(_ operand: Node, _ pattern: Node.Pattern, _ range: Range<Int>) -> CELType {
    require(.string, operand, "matches()")
    if case .failure(let error) = pattern.regex {
      note(.invalidPattern, error.message, pattern.argument.range)
    }
    return .bool
  }

  mutating func comprehension(_ comprehension: Comprehension) -> CELType {
    let target = type(of: comprehension.target)
    let (key, value) = items(of: target, comprehension.target.range)
    switch comprehension.variables {
    case .one(let local): bind(target.isMap ? key : value, to: local)
    case .two(let first, let second):
      bind(key, to: first)
      bind(value, to: second)
    }
    if let condition = comprehension.condition { require(.bool, condition, "the condition of a macro") }
    let element = knowing(comprehension.condition?.presences(when: true) ?? []) { checker in
      comprehension.transform.map { checker.type(of: $0) } ?? (target.isMap ? key : value)
    }
    switch comprehension.kind {
    case .all, .exists, .existsOne: return .bool
    case .map, .filter, .transformList: return .list(element)
    case .transformMap: return .map(key, element)
    }
  }

  /// The types of the keys (or positions) and values that a macro walks over.
  private mutating func items(of target: CELType, _ range: Range<Int>) -> (key: CELType, value: CELType) {
    switch target {
    case .dyn: return (.dyn, .dyn)
    case .list(let element): return (.int, element)
    case .map(let key, let value): return (key, value)
    case .object: return (.string, .dyn)
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type:
      note(.noOverload, "a macro walks over a list or a map, found \(target)", range)
      return (.dyn, .dyn)
    }
  }
}

extension Function {
  /// Whether it takes any number of arguments.
  fileprivate var isVariadic: Bool { name == "math.greatest" || name == "math.least" }

  /// What it takes, for a message.
  fileprivate var signatures: String {
    overloads.map { "(" + $0.parameters.map(\.description).joined(separator: ", ") + ")" }.joined(separator: " or ")
  }
}

extension Function.Overload {
  fileprivate func accepts(_ arguments: [CELType]) -> Bool {
    arguments.count == parameters.count && zip(arguments, parameters).allSatisfy { $0.isAssignable(to: $1) }
  }
}
