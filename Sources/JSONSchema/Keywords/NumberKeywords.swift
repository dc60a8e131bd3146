import SkaldValue

extension KeywordCatalog {
  /// Bounds of numbers, and `multipleOf`.
  static let numbers: [KeywordRule] = [
    KeywordRule("multipleOf", .validation) { source, reader throws(SchemaFault) in
      let divisor = try reader.number(source)
      guard JSON.int(0).isLess(than: divisor) else { throw reader.fault(source, "expected a number above 0") }
      return NumberKeyword("expected a multiple of \(divisor.text)") { $0.isMultiple(of: divisor) }
    },
    bound("minimum", "at least") { value, bound in !value.isLess(than: bound) },
    bound("maximum", "at most") { value, bound in !bound.isLess(than: value) },
    bound("exclusiveMinimum", "more than") { value, bound in bound.isLess(than: value) },
    bound("exclusiveMaximum", "less than") { value, bound in value.isLess(than: bound) },
  ]

  private static func bound(
    _ name: String, _ words: String, _ holds: @escaping @Sendable (JSON, JSON) -> Bool
  ) -> KeywordRule {
    KeywordRule(name, .validation) { source, reader throws(SchemaFault) in
      let bound = try reader.number(source)
      return NumberKeyword("expected \(words) \(bound.text)") { holds($0, bound) }
    }
  }
}

struct NumberKeyword: Keyword {
  private let message: String
  private let holds: @Sendable (JSON) -> Bool

  init(_ message: String, _ holds: @escaping @Sendable (JSON) -> Bool) {
    self.message = message
    self.holds = holds
  }

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard value.number != nil, !holds(value) else { return true }
    return try run.reject(message, frame)
  }
}
