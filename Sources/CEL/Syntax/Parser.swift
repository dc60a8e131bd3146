/// Builds the tree of an expression; macros are expanded and names bound on the way.
struct Parser {
  /// The longest source; an expression in a saga is a line or a few.
  static let sourceBytesMax = 64 * 1024
  /// The deepest nesting of brackets, which bounds the recursion of the parser.
  static let nestingMax = 64
  /// The deepest tree: nesting and what hangs on each level (`!!x`, `x.a.b`).
  static let depthMax = 192

  let tokens: [Token]
  var position = 0
  var nesting = 0
  /// The names that macros have bound here; the index is the place on the stack.
  var locals: [String] = []

  static func parse(_ source: String) throws(ParseError) -> Node {
    let bytes = Array(source.utf8)
    guard bytes.count <= sourceBytesMax else {
      throw ParseError(message: "the expression is longer than \(sourceBytesMax) bytes", range: 0..<bytes.count)
    }
    var parser = Parser(tokens: try Lexer.tokens(bytes))
    guard parser.current.kind != .end else {
      throw ParseError(message: "expected an expression, found nothing", range: 0..<bytes.count)
    }
    let node = try parser.expression()
    guard parser.current.kind == .end else { throw parser.unexpected("an operator or the end") }
    return node
  }

  private init(tokens: [Token]) { self.tokens = tokens }

  var current: Token { tokens[position] }
  var previousEnd: Int { position > 0 ? tokens[position - 1].range.upperBound : 0 }

  func peek(_ offset: Int) -> Token { tokens[min(position + offset, tokens.count - 1)] }

  mutating func take(_ symbol: Symbol) -> Bool {
    guard current.kind == .symbol(symbol) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ symbol: Symbol) throws(ParseError) {
    guard take(symbol) else { throw unexpected("`\(symbol.rawValue)`") }
  }

  func unexpected(_ expected: String) -> ParseError {
    ParseError(message: "expected \(expected), found \(current.kind.described)", range: current.range)
  }

  /// Makes a node and keeps the tree within its depth.
  func node(_ kind: Node.Kind, _ range: Range<Int>, over children: [Node]) throws(ParseError) -> Node {
    let node = Node(kind, range, over: children)
    guard node.depth <= Self.depthMax else {
      throw ParseError(message: "the expression has more than \(Self.depthMax) levels", range: range)
    }
    return node
  }

  mutating func expression() throws(ParseError) -> Node {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.nestingMax else {
      throw ParseError(message: "brackets are nested deeper than \(Self.nestingMax)", range: current.range)
    }
    let start = current.range.lowerBound
    var branches: [Node.Branch] = []
    var last = try logic(.or)
    while take(.question) {
      let value = try logic(.or)
      try expect(.colon)
      branches.append(Node.Branch(condition: last, value: value))
      last = try logic(.or)
    }
    guard !branches.isEmpty else { return last }
    let children = branches.flatMap { [$0.condition, $0.value] } + [last]
    return try node(.conditional(branches, otherwise: last), start..<previousEnd, over: children)
  }

  private mutating func logic(_ logic: Node.Logic) throws(ParseError) -> Node {
    let start = current.range.lowerBound
    var terms = [try term(logic)]
    while take(logic == .or ? .or : .and) { terms.append(try term(logic)) }
    guard terms.count > 1 else { return terms[0] }
    return try node(.logic(logic, terms), start..<previousEnd, over: terms)
  }

  private mutating func term(_ logic: Node.Logic) throws(ParseError) -> Node {
    switch logic {
    case .or: try self.logic(.and)
    case .and: try chain(.relation)
    }
  }

  private mutating func chain(_ level: Level) throws(ParseError) -> Node {
    let start = current.range.lowerBound
    let first = try operand(of: level)
    var links: [Node.Link] = []
    while let operation = level.operation(current.kind) {
      position += 1
      let operand = try operand(of: level)
      links.append(Node.Link(operation: operation, operand: operand, range: start..<previousEnd))
    }
    guard !links.isEmpty else { return first }
    return try node(.chain(first, links), start..<previousEnd, over: [first] + links.map(\.operand))
  }

  private mutating func operand(of level: Level) throws(ParseError) -> Node {
    switch level {
    case .relation: try chain(.addition)
    case .addition: try chain(.multiplication)
    case .multiplication: try unary()
    }
  }

  private mutating func unary() throws(ParseError) -> Node {
    var signs: [Token] = []
    while case .symbol(let symbol) = current.kind, symbol == .not || symbol == .minus {
      signs.append(current)
      position += 1
    }
    var operand: Node
    if signs.last?.kind == .symbol(.minus), let literal = negativeLiteral(after: signs.last) {
      signs.removeLast()
      operand = try postfix(literal)
    } else {
      operand = try postfix(try primary())
    }
    for sign in signs.reversed() {
      let kind: Node.Kind = sign.kind == .symbol(.not) ? .not(operand) : .negate(operand)
      operand = try node(kind, sign.range.lowerBound..<operand.range.upperBound, over: [operand])
    }
    return operand
  }

  /// A minus and a number are one literal, so that the smallest integer can be written.
  private mutating func negativeLiteral(after sign: Token?) -> Node? {
    guard let sign else { return nil }
    let value: Value
    switch current.kind {
    case .integer(let digits) where digits <= Int64.min.magnitude: value = .int(Int64(truncatingIfNeeded: 0 &- digits))
    case .double(let number): value = .double(-number)
    case .integer, .name, .quotedName, .unsigned, .string, .bytes, .symbol, .end: return nil
    }
    position += 1
    return Node(.literal(value), sign.range.lowerBound..<previousEnd)
  }
}

/// The levels of binary operators, loosest first.
private enum Level {
  case relation, addition, multiplication

  func operation(_ token: Token.Kind) -> Operation? {
    switch self {
    case .relation: token == .name("in") ? .isIn : token.relation
    case .addition: token == .symbol(.plus) ? .add : token == .symbol(.minus) ? .subtract : nil
    case .multiplication:
      token == .symbol(.times)
        ? .multiply : token == .symbol(.divide) ? .divide : token == .symbol(.modulo) ? .modulo : nil
    }
  }
}

extension Token.Kind {
  fileprivate var relation: Operation? {
    guard case .symbol(let symbol) = self else { return nil }
    return switch symbol {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .and, .or, .plus, .minus, .times, .divide, .modulo, .not, .question, .colon, .comma, .dot, .leftParenthesis,
      .rightParenthesis, .leftBracket, .rightBracket, .leftBrace, .rightBrace:
      nil
    }
  }

  /// The token in a message.
  var described: String {
    switch self {
    case .name(let name): "`\(name)`"
    case .quotedName(let name): "`\(name)` between back quotes"
    case .integer, .unsigned, .double: "a number"
    case .string: "a text"
    case .bytes: "bytes"
    case .symbol(let symbol): "`\(symbol.rawValue)`"
    case .end: "the end"
    }
  }
}
