import LinearRegex
import SkaldValue

extension KeywordCatalog {
  /// Lengths of texts in code points, and `pattern`.
  static let texts: [KeywordRule] = [
    KeywordRule("minLength", .validation) { source, reader throws(SchemaFault) in
      CountKeyword(.characters, atLeast: try reader.count(source))
    },
    KeywordRule("maxLength", .validation) { source, reader throws(SchemaFault) in
      CountKeyword(.characters, atMost: try reader.count(source))
    },
    KeywordRule("pattern", .validation) { source, reader throws(SchemaFault) in
      let text = try reader.text(source)
      return PatternKeyword(text: text, regex: try reader.pattern(text, of: source))
    },
  ]
}

struct PatternKeyword: Keyword {
  let text: String
  let regex: Regex

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard case .string(let string) = value else { return true }
    if try run.isFound(regex, in: string) { return true }
    return try run.reject("expected a text that matches `\(text)`", frame)
  }
}

extension Run {
  /// Whether a pattern matches in a text, paid as it goes.
  mutating func isFound(_ regex: Regex, in text: String) throws(RunLimit) -> Bool {
    do throws(RegexUnitsSpent) { return try regex.isFound(in: text, spending: &units) } catch { throw .units }
  }
}
