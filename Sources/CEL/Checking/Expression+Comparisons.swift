package import SkaldValue

/// A question that an expression asks of a field, and what it compares it with.
package struct FieldQuestion: Sendable, Hashable {
  /// What is asked.
  package enum Question: Sendable, Hashable {
    /// Whether it is there.
    case isPresent
    /// Whether it is true.
    case isTrue
    /// How it compares with a value.
    case equals(JSON)
    /// On which side of a number it lies.
    case bound(Double)
    /// How many elements or characters it has.
    case size(Int64)
    /// How it compares with what is only known when it is asked.
    case computed
  }

  /// The variable, and the fields read from it.
  package let path: [String]
  /// What is asked.
  package let question: Question
}

extension Expression {
  /// The questions that this expression asks of the fields of variables: whoever wants it to become true, and false,
  /// gives those fields values on either side.
  package var questions: [FieldQuestion] {
    var found: [FieldQuestion] = []
    root.ask(isCondition: true) { if !found.contains($0) { found.append($0) } }
    return found
  }
}

extension Node {
  fileprivate func ask(isCondition: Bool, _ found: (FieldQuestion) -> Void) {
    switch kind {
    case .variable, .select, .index:
      if isCondition, let path = variablePath { found(FieldQuestion(path: path, question: .isTrue)) }
    case .has(let operand, let field, _):
      if let path = operand.variablePath { found(FieldQuestion(path: path + [field], question: .isPresent)) }
    case .chain(let first, let links): askChain(first, links, found)
    case .logic(_, let terms): terms.forEach { $0.ask(isCondition: true, found) }
    case .not(let operand): operand.ask(isCondition: true, found)
    case .conditional(let branches, let otherwise):
      for branch in branches {
        branch.condition.ask(isCondition: true, found)
        branch.value.ask(isCondition: isCondition, found)
      }
      otherwise.ask(isCondition: isCondition, found)
    case .comprehension(let macro):
      macro.target.ask(isCondition: false, found)
      macro.condition?.ask(isCondition: true, found)
    case .call(_, let arguments), .unknownCall(_, _, let arguments):
      arguments.forEach { $0.ask(isCondition: false, found) }
    case .bind(_, let value, let body):
      value.ask(isCondition: false, found)
      body.ask(isCondition: isCondition, found)
    case .literal, .local, .list, .map, .negate, .matches: return
    }
  }

  private func askChain(_ first: Node, _ links: [Link], _ found: (FieldQuestion) -> Void) {
    for link in links {
      ask(of: first, link.operation, against: link.operand, found)
      ask(of: link.operand, link.operation, against: first, found)
    }
  }

  private func ask(
    of node: Node, _ operation: Operation, against other: Node, _ found: (FieldQuestion) -> Void
  ) {
    if let path = node.variablePath {
      for question in node.questions(operation, against: other) { found(FieldQuestion(path: path, question: question)) }
      return
    }
    if case .call(let function, let arguments) = node.kind, function.name == "size",
      let path = arguments.first?.variablePath,
      case .literal(.int(let count)) = other.kind
    {
      return found(FieldQuestion(path: path, question: .size(count)))
    }
    node.ask(isCondition: false, found)
  }

  private func questions(_ operation: Operation, against other: Node) -> [FieldQuestion.Question] {
    switch operation {
    case .equal, .notEqual: return [other.literalJSON.map { .equals($0) } ?? .computed]
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      return [other.literalJSON?.number.map { .bound($0) } ?? .computed]
    case .isIn:
      guard case .list(let elements) = other.kind else { return [.computed] }
      return elements.compactMap { $0.literalJSON }.map { .equals($0) }
    case .add, .subtract, .multiply, .divide, .modulo: return [.computed]
    }
  }

  private var literalJSON: JSON? {
    switch kind {
    case .literal(let value): try? value.json()
    case .negate(let operand): operand.literalJSON?.number.map { .double(-$0) }
    default: nil
    }
  }

  /// The names where this is a variable with fields.
  private var variablePath: [String]? {
    guard let path = fieldPath, case .variable(let name) = path.root else { return nil }
    return [name] + path.fields
  }
}
