import JSONSchema
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
    if other == "!(\(text))" { return true }
    if other == "!" + text { return isSimple(text) || isQuestion(text) }
    for (operation, opposite) in opposites {
      let parts = text.split(separator: operation, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[1].hasPrefix("="), isSimple(String(parts[0])), isSimple(String(parts[1])) else {
        continue
      }
      if other == parts.joined(separator: opposite) { return true }
    }
    return false
  }

  /// Whether a text asks with `has()` for one field.
  private static func isQuestion(_ text: String) -> Bool {
    text.hasPrefix("has(") && text.hasSuffix(")") && isSimple(String(text.dropFirst(4).dropLast()))
  }

  /// Whether a text is one operand, so that an operator beside it speaks of the whole.
  private static func isSimple(_ text: String) -> Bool {
    text.allSatisfy { $0.isLetter || $0.isNumber || "._'\"".contains($0) }
  }

  /// Whether the conditions read one field alone, and one of them holds for every value that it can have.
  private func coversAllValues(_ conditions: [ExpressionSyntax], in saga: BoundSaga) -> Bool {
    guard let first = conditions.first, let scope = saga.scope(of: first) else { return false }
    let references = conditions.flatMap { $0.references }
    guard let one = references.first, references.allSatisfy({ $0.root == one.root && $0.path == one.path }) else {
      return false
    }
    guard let samples = samples(of: scope.schema(at: [one.root] + one.path, isCertain: true), conditions) else {
      return false
    }
    return samples.allSatisfy { sample in
      let value = one.path.reversed().reduce(sample) { .object(JSONObject([($1, $0)])) }
      return conditions.contains { condition in
        (try? condition.parsed?.evaluate([one.root: Value(value)])) == .bool(true)
      }
    }
  }

  /// Values that tell what conditions come to for all; nil where there are too many.
  private func samples(of schema: Schema?, _ conditions: [ExpressionSyntax]) -> [JSON]? {
    switch schema?.shorthand {
    case .oneOf(let all)?: return all
    case .bool?: return [.bool(true), .bool(false)]
    case .int?:
      // Between the numbers that a value is compared with, nothing changes.
      guard let bounds = Self.bounds(in: conditions) else { return nil }
      return bounds.flatMap { bound in [bound - 1, bound, bound + 1].map { .int($0) } }
    case .any, .string, .number, .timestamp, .duration, .list, .object, .json, nil: return nil
    }
  }

  /// The numbers in conditions that do nothing but compare; nil where they do more.
  private static func bounds(in conditions: [ExpressionSyntax]) -> [Int64]? {
    var bounds: [Int64] = []
    for condition in conditions {
      let text = condition.squeezed
      guard text.allSatisfy({ $0.isLetter || $0.isNumber || "._<>=!&|-".contains($0) }) else { return nil }
      for operand in text.split(whereSeparator: { "<>=!&|".contains($0) }) where !operand.allSatisfy({ $0.isLetter }) {
        // A minus between two operands would compute.
        if let number = Int64(operand), abs(number) < Int64(Int32.max) {
          bounds.append(number)
        } else if operand.contains("-") || operand.first?.isNumber == true {
          return nil
        }
      }
    }
    return bounds.isEmpty ? nil : bounds
  }
}

extension BoundSaga {
  fileprivate func scope(of expression: ExpressionSyntax) -> Scope? {
    expressions.first { $0.syntax.range == expression.range }?.scope
  }
}
