extension Parser {
  /// Reads a literal, a name, a call, a list, a map or an expression in parentheses.
  mutating func primary() throws(ParseError) -> Node {
    let token = current
    switch token.kind {
    case .integer(let digits):
      guard let value = Int64(exactly: digits) else {
        throw ParseError(message: "the integer does not fit 64 bits; an unsigned one ends with `u`", range: token.range)
      }
      return literal(.int(value))
    case .unsigned(let value): return literal(.uint(value))
    case .double(let value): return literal(.double(value))
    case .string(let value): return literal(.string(value))
    case .bytes(let value): return literal(.bytes(value))
    case .name(let name): return try named(name)
    case .symbol(.dot):
      position += 1
      guard case .name(let name) = current.kind else { throw unexpected("a name") }
      return try named(name, isGlobal: true)
    case .symbol(.leftParenthesis): return try parenthesised()
    case .symbol(.leftBracket): return try list()
    case .symbol(.leftBrace): return try map()
    case .quotedName, .symbol, .end: throw unexpected("an expression")
    }
  }

  private mutating func literal(_ value: Value) -> Node {
    position += 1
    return Node(.literal(value), tokens[position - 1].range)
  }

  private mutating func parenthesised() throws(ParseError) -> Node {
    let start = current.range.lowerBound
    position += 1
    let inner = try expression()
    try expect(.rightParenthesis)
    return Node(inner.kind, start..<previousEnd, over: []).deepened(inner.depth)
  }

  private mutating func named(_ name: String, isGlobal: Bool = false) throws(ParseError) -> Node {
    let token = current
    switch name {
    case "true": return literal(.bool(true))
    case "false": return literal(.bool(false))
    case "null": return literal(.null)
    case _ where Expression.reservedWords.contains(name):
      throw ParseError(message: "`\(name)` is a reserved word and cannot be a name", range: token.range)
    default: break
    }
    position += 1
    if current.kind == .symbol(.leftParenthesis) { return try call(name, from: token.range.lowerBound) }
    if !isGlobal, let slot = locals.lastIndex(of: name) {
      return Node(.local(Node.Local(slot: slot, name: name)), token.range)
    }
    if current.kind == .symbol(.leftBrace) {
      throw ParseError(message: "expected an operator or the end; there are no message values", range: current.range)
    }
    return Node(.variable(name), token.range)
  }

  private mutating func list() throws(ParseError) -> Node {
    let start = current.range.lowerBound
    position += 1
    let elements = try expressions(until: .rightBracket)
    return try node(.list(elements), start..<previousEnd, over: elements)
  }

  /// Reads expressions between commas up to the closing bracket; a comma may stand before it.
  mutating func expressions(until closing: Symbol) throws(ParseError) -> [Node] {
    var elements: [Node] = []
    while !take(closing) {
      elements.append(try expression())
      guard take(.comma) else {
        guard take(closing) else { throw unexpected("`,` or `\(closing.rawValue)`") }
        break
      }
    }
    return elements
  }

  private mutating func map() throws(ParseError) -> Node {
    let start = current.range.lowerBound
    position += 1
    var entries: [Node.Entry] = []
    while !take(.rightBrace) {
      let key = try expression()
      try expect(.colon)
      entries.append(Node.Entry(key: key, value: try expression()))
      guard take(.comma) else {
        guard take(.rightBrace) else { throw unexpected("`,` or `}`") }
        break
      }
    }
    return try node(.map(entries), start..<previousEnd, over: entries.flatMap { [$0.key, $0.value] })
  }

  /// Reads what hangs on an operand: fields, indexes, method calls.
  mutating func postfix(_ operand: Node) throws(ParseError) -> Node {
    var operand = operand
    let start = operand.range.lowerBound
    while true {
      if take(.dot) {
        operand = try member(of: operand, from: start)
      } else if take(.leftBracket) {
        let index = try expression()
        try expect(.rightBracket)
        operand = try node(.index(operand, index), start..<previousEnd, over: [operand, index])
      } else {
        return operand
      }
    }
  }

  private mutating func member(of operand: Node, from start: Int) throws(ParseError) -> Node {
    let field: String
    switch current.kind {
    case .name(let name):
      guard !["in", "true", "false", "null"].contains(name) else {
        throw ParseError(message: "a field named `\(name)` is written between back quotes", range: current.range)
      }
      field = name
    case .quotedName(let name): field = name
    case .integer, .unsigned, .double, .string, .bytes, .symbol, .end: throw unexpected("the name of a field")
    }
    let isQuoted = current.kind == .quotedName(field)
    position += 1
    if !isQuoted, current.kind == .symbol(.leftParenthesis) {
      return try methodCall(field, on: operand, from: start)
    }
    let range = start..<previousEnd
    // The names of these two types have dots.
    if field == "Timestamp" || field == "Duration", operand.staticPath == ["google", "protobuf"] {
      return Node(.literal(.type("google.protobuf.\(field)")), range)
    }
    return try node(.select(operand, field), range, over: [operand])
  }
}

extension Node {
  /// The same node, at least that deep.
  fileprivate func deepened(_ depth: Int) -> Node { Node(kind, range, depth: depth) }

  private init(_ kind: Kind, _ range: Range<Int>, depth: Int) {
    self.kind = kind
    self.range = range
    self.depth = depth
  }
}
