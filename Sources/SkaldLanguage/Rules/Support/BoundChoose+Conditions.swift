import CEL
import SkaldDiagnostics
import SkaldValue

extension ExpressionSyntax {
  /// What the condition always comes to; nil where that depends on something.
  var constantTruth: Bool? {
    guard let parsed, let value = try? parsed.evaluate([String: Value]()), case .bool(let truth) = value else {
      return nil
    }
    return truth
  }

  /// The text without spaces outside quotes: conditions that differ in nothing else are the same.
  var squeezed: String {
    var text = ""
    var quote: Character?
    for character in source {
      if quote == nil, character == " " || character == "\n" { continue }
      if character == "'" || character == "\"" {
        if quote == nil { quote = character } else if quote == character { quote = nil }
      }
      text.append(character)
    }
    return text
  }
}

extension BoundChoose {
  /// Whether one of the conditions holds whatever the values are, as far as that can be told.
  func isExhaustive(in saga: BoundSaga) -> Bool {
    let conditions = syntax.cases.compactMap { $0.condition }
    if conditions.contains(where: { $0.constantTruth == true }) { return true }
    let texts = conditions.map { $0.squeezed }
    if texts.contains(where: { text in texts.contains { Self.isOpposite($0, of: text) } }) { return true }
    return coversAllValues(conditions, in: saga)
  }

  private static let opposites = [("==", "!="), ("<", ">="), (">", "<=")]

  private static func isOpposite(_ other: String, of text: String) -> Bool {
    if other == "!" + text || other == "!(\(text))" { return isSimple(text) || other == "!(\(text))" }
    for (operation, opposite) in opposites {
      let parts = text.split(separator: operation, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[1].hasPrefix("="), isSimple(String(parts[0])), isSimple(String(parts[1])) else {
        continue
      }
      if other == parts.joined(separator: opposite) { return true }
    }
    return false
  }

  /// Whether a text is one operand, so that an operator beside it speaks of the whole.
  private static func isSimple(_ text: String) -> Bool {
    text.allSatisfy { $0.isLetter || $0.isNumber || "._'\"".contains($0) }
  }

  /// Whether the conditions compare one field with every value that it can have.
  private func coversAllValues(_ conditions: [ExpressionSyntax], in saga: BoundSaga) -> Bool {
    var values: [JSON] = []
    var paths: Set<String> = []
    for condition in conditions {
      let parts = condition.squeezed.split(separator: "==", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, let literal = Self.literal(parts[1]) else { return false }
      paths.insert(parts[0])
      values.append(literal)
    }
    guard paths.count == 1, let path = paths.first?.split(separator: ".").map(String.init) else { return false }
    guard let condition = conditions.first, let scope = saga.scope(of: condition) else { return false }
    switch scope.schema(at: path, isCertain: true) {
    case .oneOf(let all)?: return all.allSatisfy { values.contains($0) }
    case .bool?: return values.contains(.bool(true)) && values.contains(.bool(false))
    case .any, .string, .int, .number, .timestamp, .duration, .list, .object, nil: return false
    }
  }

  private static func literal(_ text: String) -> JSON? {
    guard let value = try? Expression(parsing: text).evaluate([String: Value]()) else { return nil }
    switch value {
    case .string(let text): return .string(text)
    case .int(let number): return .int(number)
    case .bool(let truth): return .bool(truth)
    case .null, .uint, .double, .bytes, .list, .map, .timestamp, .duration, .type: return nil
    }
  }
}

extension BoundSaga {
  fileprivate func scope(of expression: ExpressionSyntax) -> Scope? {
    expressions.first { $0.syntax.range == expression.range }?.scope
  }
}
