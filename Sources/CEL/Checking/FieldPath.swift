/// A variable and the fields read from it, as far as they are known without running the expression.
struct FieldPath: Hashable {
  enum Root: Hashable {
    case variable(String)
    case local(Int, String)
  }

  let root: Root
  var fields: [String]

  func appending(_ field: String) -> FieldPath { FieldPath(root: root, fields: fields + [field]) }

  /// Whether this path is `other` or leads to it.
  func leads(to other: FieldPath) -> Bool { root == other.root && other.fields.starts(with: fields) }

  /// The path as it is written.
  var text: String {
    let name =
      switch root {
      case .variable(let name), .local(_, let name): name
      }
    return ([name] + fields.map(\.fieldText)).joined(separator: ".")
  }
}

extension String {
  /// A field's name as it is written after a dot.
  fileprivate var fieldText: String {
    let isPlain = utf8.first?.isNameStart == true && utf8.allSatisfy { $0.isNameStart || $0.isDigit }
    return isPlain ? self : "`\(self)`"
  }
}

extension Node {
  /// The path where this is a variable with fields; a text between brackets counts as a field.
  var fieldPath: FieldPath? {
    switch kind {
    case .variable(let name): FieldPath(root: .variable(name), fields: [])
    case .local(let local): FieldPath(root: .local(local.slot, local.name), fields: [])
    case .select(let operand, let field): operand.fieldPath?.appending(field)
    case .index(let operand, let index): index.literalText.flatMap { operand.fieldPath?.appending($0) }
    case .literal, .has, .list, .map, .chain, .logic, .not, .negate, .conditional, .call, .unknownCall, .matches,
      .comprehension, .bind:
      nil
    }
  }

  /// The text where this is a literal one.
  var literalText: String? {
    guard case .literal(.string(let text)) = kind else { return nil }
    return text
  }

  /// The fields that are there whenever this condition is `outcome`, because it asks for them.
  func presences(when outcome: Bool) -> [FieldPath] {
    switch kind {
    case .has(let operand, let field, _): outcome ? operand.fieldPath.map { [$0.appending(field)] } ?? [] : []
    case .not(let operand): operand.presences(when: !outcome)
    case .logic(.and, let terms): outcome ? terms.flatMap { $0.presences(when: true) } : []
    case .logic(.or, let terms): outcome ? [] : terms.flatMap { $0.presences(when: false) }
    case .chain(let first, let links): outcome ? membership(first, links) : []
    case .literal, .variable, .local, .select, .index, .list, .map, .negate, .conditional, .call, .unknownCall,
      .matches, .comprehension, .bind:
      []
    }
  }

  /// `'note' in input` asks like `has(input.note)`.
  private func membership(_ first: Node, _ links: [Node.Link]) -> [FieldPath] {
    guard links.count == 1, links[0].operation == .isIn, let field = first.literalText,
      let path = links[0].operand.fieldPath
    else { return [] }
    return [path.appending(field)]
  }
}

/// The fields known to be there at a place in an expression.
struct Presences {
  private var paths: [FieldPath] = []

  func contains(_ path: FieldPath) -> Bool { paths.contains { path.leads(to: $0) } }

  func adding(_ more: [FieldPath]) -> Presences {
    var result = self
    result.paths += more
    return result
  }

  /// What an operand of `&&` or `||` may rely on: where another one is decisive, its own failure does not count.
  func adding(termsOtherThan index: Int, of terms: [Node], _ logic: Node.Logic) -> Presences {
    adding(
      terms.enumerated().flatMap { $0.offset == index ? [] : $0.element.presences(when: logic == .and) })
  }
}
