/// A variable that an expression reads, with the fields it reads of it.
public struct Reference: Sendable, Hashable {
  /// The variable's name.
  public let root: String
  /// The fields, as far as they are written in the expression.
  public let path: [String]
  /// The UTF-8 offsets of the variable and its fields.
  public let range: Range<Int>
  /// Whether the expression asks with `has()` for this field, or only reads it where it has asked.
  public let isGuarded: Bool
}

extension Expression {
  /// Every variable that the expression reads, in the order of the source; variables of macros are not among them.
  public var references: [Reference] {
    var collector = ReferenceCollector()
    collector.visit(root, Presences())
    return collector.references.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
  }
}

extension Expression {
  /// The fields that are there whenever this condition is `outcome`, because it asks for them with `has()`; each a
  /// variable's name and then those of its fields.
  package func presences(when outcome: Bool) -> [[String]] {
    root.presences(when: outcome).compactMap { path in
      guard case .variable(let name) = path.root else { return nil }
      return [name] + path.fields
    }
  }
}

private struct ReferenceCollector {
  private(set) var references: [Reference] = []

  mutating func visit(_ node: Node, _ known: Presences) {
    if let path = node.fieldPath { return add(path, node.range, isGuarded: known.contains(path)) }
    switch node.kind {
    case .literal, .variable, .local: break
    case .select(let operand, _): visit(operand, known)
    case .has(let operand, let field, let range): visitPresence(operand, field, range, known)
    case .index(let operand, let index): visit([operand, index], known)
    case .list(let elements): visit(elements, known)
    case .map(let entries): visit(entries.flatMap { [$0.key, $0.value] }, known)
    case .chain(let first, let links): visit([first] + links.map(\.operand), known)
    case .logic(let logic, let terms):
      for (index, term) in terms.enumerated() {
        visit(term, known.adding(termsOtherThan: index, of: terms, logic))
      }
    case .not(let operand), .negate(let operand), .matches(let operand, _): visit(operand, known)
    case .conditional(let branches, let otherwise): visit(branches, otherwise, known)
    case .call(_, let arguments), .unknownCall(_, _, let arguments): visit(arguments, known)
    case .comprehension(let comprehension): visit(comprehension, known)
    case .bind(_, let value, let body): visit([value, body], known)
    }
  }

  private mutating func add(_ path: FieldPath, _ range: Range<Int>, isGuarded: Bool) {
    guard case .variable(let name) = path.root else { return }
    references.append(Reference(root: name, path: path.fields, range: range, isGuarded: isGuarded))
  }

  private mutating func visit(_ nodes: [Node], _ known: Presences) {
    for node in nodes { visit(node, known) }
  }

  private mutating func visitPresence(_ operand: Node, _ field: String, _ range: Range<Int>, _ known: Presences) {
    guard let path = operand.fieldPath else { return visit(operand, known) }
    add(path.appending(field), range, isGuarded: true)
    // What is asked must itself be there: `has(a.b.c)` reads `a.b`.
    if !path.fields.isEmpty { add(path, operand.range, isGuarded: known.contains(path)) }
  }

  private mutating func visit(_ branches: [Node.Branch], _ otherwise: Node, _ known: Presences) {
    var known = known
    for branch in branches {
      visit(branch.condition, known)
      visit(branch.value, known.adding(branch.condition.presences(when: true)))
      known = known.adding(branch.condition.presences(when: false))
    }
    visit(otherwise, known)
  }

  private mutating func visit(_ comprehension: Comprehension, _ known: Presences) {
    visit(comprehension.target, known)
    if let condition = comprehension.condition { visit(condition, known) }
    if let transform = comprehension.transform {
      visit(transform, known.adding(comprehension.condition?.presences(when: true) ?? []))
    }
  }
}
