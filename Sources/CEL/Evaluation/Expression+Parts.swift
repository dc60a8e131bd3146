extension Expression {
  /// More parts than these do not help to see why an expression failed.
  private static let partsMax = 16
  /// Of a longer expression only the first parts are looked at.
  private static let operandsMax = 64
  /// A longer value is cut off.
  private static let shownBytesMax = 80

  /// The value of each sub-expression that has one and is not a literal, in the order of the source.
  ///
  /// They are computed again, one by one: an expression has no effects, and only a failed one pays for it.
  func parts(_ activation: any Activation, _ limits: Limits) -> [EvaluationError.Part] {
    var evaluator = Evaluator(activation, limits)
    let bytes = Array(source.utf8)
    var parts: [EvaluationError.Part] = []
    var seen: Set<String> = []
    for node in root.operands(atMost: Self.operandsMax) where parts.count < Self.partsMax {
      let text = String(decoding: bytes[node.range], as: UTF8.self)
      guard seen.insert(text).inserted else { continue }
      // A failed part has no value to show; that it failed is what the error says.
      guard let value = evaluator.attempt(node) else { continue }
      parts.append(EvaluationError.Part(text: text, value: value.literal(limit: Self.shownBytesMax)))
    }
    return parts
  }
}

extension Evaluator {
  fileprivate mutating func attempt(_ node: Node) -> Value? {
    do throws(Failure) { return try value(of: node) } catch { return nil }
  }
}

extension Node {
  /// The sub-expressions worth showing: what operators and functions work on, outermost first, without the bodies of
  /// macros, whose variables have no value outside.
  fileprivate func operands(atMost count: Int) -> [Node] {
    var found: [Node] = []
    collect(into: &found, atMost: count)
    return found
  }

  private func collect(into found: inout [Node], atMost count: Int) {
    for child in children where found.count < count {
      if !child.isLiteral { found.append(child) }
      child.collect(into: &found, atMost: count)
    }
  }

  private var isLiteral: Bool {
    if case .literal = kind { return true }
    return false
  }

  private var children: [Node] {
    switch kind {
    case .literal, .variable, .local: []
    case .select(let operand, _), .has(let operand, _, _): staticPath == nil ? [operand] : []
    case .index(let operand, let index): [operand, index]
    case .list(let elements): elements
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .chain(let first, let links): [first] + links.map(\.operand)
    case .logic(_, let terms): terms
    case .not(let operand), .negate(let operand), .matches(let operand, _): [operand]
    case .conditional(let branches, let otherwise): branches.flatMap { [$0.condition, $0.value] } + [otherwise]
    case .call(_, let arguments), .unknownCall(_, _, let arguments): arguments
    case .comprehension(let comprehension): [comprehension.target]
    case .bind(_, let value, _): [value]
    }
  }
}
