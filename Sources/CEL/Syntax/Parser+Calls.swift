import LinearRegex

extension Parser {
  /// Reads the arguments of a function.
  mutating func call(_ name: String, from start: Int) throws(ParseError) -> Node {
    position += 1
    let arguments = try expressions(until: .rightParenthesis)
    let range = start..<previousEnd
    if name == "has" { return try presence(arguments, range) }
    if name == "matches", arguments.count == 2, let match = match(arguments, range) { return match }
    guard let function = FunctionCatalog.globals[name] else {
      return try node(.unknownCall(name, isMethod: false, arguments), range, over: arguments)
    }
    return try node(.call(function, arguments), range, over: arguments)
  }

  private func presence(_ arguments: [Node], _ range: Range<Int>) throws(ParseError) -> Node {
    guard arguments.count == 1, case .select(let operand, let field) = arguments[0].kind else {
      throw ParseError(message: "has() takes one field, as in `has(input.note)`", range: range)
    }
    return try node(.has(operand, field, arguments[0].range), range, over: [operand])
  }

  /// Reads the arguments of a method, a macro, or a function whose name has a dot.
  mutating func methodCall(_ name: String, on operand: Node, from start: Int) throws(ParseError) -> Node {
    if case .variable("cel") = operand.kind, name == "bind" { return try binding(from: start) }
    if let kind = Self.macros[name] { return try macro(name, kind, on: operand, from: start) }
    position += 1
    let arguments = try expressions(until: .rightParenthesis)
    let range = start..<previousEnd
    if case .variable(let namespace) = operand.kind, let function = FunctionCatalog.globals["\(namespace).\(name)"] {
      return try node(.call(function, arguments), range, over: arguments)
    }
    let all = [operand] + arguments
    if name == "matches", all.count == 2, let match = match(all, range) { return match }
    guard let function = FunctionCatalog.methods[name] else {
      return try node(.unknownCall(name, isMethod: true, all), range, over: all)
    }
    return try node(.call(function, all), range, over: all)
  }

  /// A match against a literal, whose pattern is compiled here, once.
  private func match(_ arguments: [Node], _ range: Range<Int>) -> Node? {
    guard case .literal(.string(let pattern)) = arguments[1].kind else { return nil }
    let regex = Result { () throws(RegexError) in try Regex(parsing: pattern) }
    return Node(.matches(arguments[0], Node.Pattern(argument: arguments[1], regex: regex)), range, over: arguments)
  }

  private static let macros: [String: Comprehension.Kind] = [
    "all": .all, "exists": .exists, "exists_one": .existsOne, "existsOne": .existsOne, "map": .map, "filter": .filter,
    "transformList": .transformList, "transformMap": .transformMap,
  ]

  private mutating func macro(_ name: String, _ kind: Comprehension.Kind, on target: Node, from start: Int)
    throws(ParseError) -> Node
  {
    position += 1
    let depth = locals.count
    defer { locals.removeSubrange(depth...) }
    let variables = try variables(of: name, kind)
    let bodies = try expressions(until: .rightParenthesis)
    let range = start..<previousEnd
    let condition: Node?
    let transform: Node?
    switch (kind, bodies.count) {
    case (.all, 1), (.exists, 1), (.existsOne, 1), (.filter, 1): (condition, transform) = (bodies[0], nil)
    case (.map, 1), (.transformList, 1), (.transformMap, 1): (condition, transform) = (nil, bodies[0])
    case (.map, 2), (.transformList, 2), (.transformMap, 2): (condition, transform) = (bodies[0], bodies[1])
    case (.all, _), (.exists, _), (.existsOne, _), (.filter, _), (.map, _), (.transformList, _), (.transformMap, _):
      throw ParseError(message: "\(name)() is written as `\(kind.usage(name))`", range: range)
    }
    let comprehension = Comprehension(
      kind: kind, target: target, variables: variables, condition: condition, transform: transform)
    return try node(.comprehension(comprehension), range, over: [target] + bodies)
  }

  /// Reads the one or two names that a macro binds, with the comma after each.
  private mutating func variables(of name: String, _ kind: Comprehension.Kind) throws(ParseError)
    -> Comprehension.Variables
  {
    let first = try variable(kind.usage(name))
    switch kind {
    case .map, .filter: return .one(first)
    case .transformList, .transformMap: return .two(first, try variable(kind.usage(name)))
    case .all, .exists, .existsOne:
      guard case .name(let second) = current.kind, peek(1).kind == .symbol(.comma), second != "true", second != "false"
      else { return .one(first) }
      return .two(first, try variable(kind.usage(name)))
    }
  }

  private mutating func variable(_ usage: String) throws(ParseError) -> Node.Local {
    guard case .name(let name) = current.kind, !Expression.reservedWords.contains(name),
      peek(1).kind == .symbol(.comma)
    else { throw ParseError(message: "expected the name of a variable, as in `\(usage)`", range: current.range) }
    position += 2
    locals.append(name)
    return Node.Local(slot: locals.count - 1, name: name)
  }

  private mutating func binding(from start: Int) throws(ParseError) -> Node {
    let usage = "cel.bind(name, value, expression)"
    position += 1
    guard case .name(let name) = current.kind, !Expression.reservedWords.contains(name),
      peek(1).kind == .symbol(.comma)
    else { throw ParseError(message: "expected the name of a variable, as in `\(usage)`", range: current.range) }
    position += 2
    let value = try expression()
    try expect(.comma)
    locals.append(name)
    defer { locals.removeLast() }
    let body = try expression()
    try expect(.rightParenthesis)
    let local = Node.Local(slot: locals.count - 1, name: name)
    return try node(.bind(local, value, body: body), start..<previousEnd, over: [value, body])
  }
}

extension Comprehension.Kind {
  /// How the macro is written.
  func usage(_ name: String) -> String {
    switch self {
    case .all, .exists, .existsOne, .filter: "\(name)(x, condition)"
    case .map: "\(name)(x, value)"
    case .transformList, .transformMap: "\(name)(key, value, expression)"
    }
  }
}
