import LinearRegex
import Testing

@Suite("The dialects of patterns")
struct DialectTests {
  static let ecmaScript: [(pattern: String, text: String, isFound: Bool)] = [
    ("^\\p{Letter}+$", "äß", true), ("^\\p{Lowercase_Letter}$", "A", false), ("\\p{gc=Nd}", "٣", true),
    ("\\p{General_Category=Decimal_Number}", "x", false), ("\\u00e9", "é", true), ("\\u{1F600}", "😀", true),
    ("^\\uD83D\\uDE00$", "😀", true), ("\\cJ", "\n", true), ("\\0", "\0", true), ("\\s", "\u{A0}", true),
    ("\\S", "\u{FEFF}", false), (".", "\r", false), ("a[]", "a", false), ("^[^]$", "\n", true),
    ("[[:digit:]]", "1", false),
    ("[[:digit:]]", "d]", true), ("\\/", "/", true),
  ]

  @Test("the dialect of JSON Schema has escapes and classes of its own", arguments: ecmaScript.indices)
  func ecmaScriptMatches(index: Int) throws {
    let (pattern, text, isFound) = Self.ecmaScript[index]
    var units = 10_000
    #expect(try Regex(parsing: pattern, as: .ecmaScript).isFound(in: text, spending: &units) == isFound, "\(pattern)")
  }

  @Test(
    "what the dialect does not have is refused",
    arguments: [
      "\\A", "\\z", "\\Q.\\E", "\\a", "\\u12", "\\uD800", "\\uD800\\u0041", "\\c1", "\\u{110000}", "\\p{Lette}",
    ])
  func ecmaScriptRefuses(pattern: String) {
    #expect(throws: RegexError.self) { try Regex(parsing: pattern, as: .ecmaScript) }
  }

  @Test("RE2 has none of them", arguments: ["\\u0041", "\\cJ", "\\0", "\\p{Letter}"])
  func re2Refuses(pattern: String) {
    #expect(throws: RegexError.self) { try Regex(parsing: pattern) }
  }

  @Test("a match ends when it has spent what it may")
  func spending() throws {
    let regex = try Regex(parsing: "(a*)*b")
    var units = 500
    #expect(throws: RegexUnitsSpent.self) {
      try regex.isFound(in: String(repeating: "a", count: 1000), spending: &units)
    }
  }
}
