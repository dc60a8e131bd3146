import CEL
import SkaldValue
import Testing

@Suite("Regular expressions")
struct RegexTests {
  struct Match: Sendable, CustomTestStringConvertible {
    let pattern: String
    let text: String
    let isFound: Bool
    var testDescription: String { "\(pattern) in \(text)" }

    init(_ pattern: String, _ text: String, _ isFound: Bool) {
      self.pattern = pattern
      self.text = text
      self.isFound = isFound
    }
  }

  static let matches = [
    Match("", "", true), Match("b", "abc", true), Match("^b", "abc", false), Match("^abc$", "abc", true),
    Match("a.c", "a\nc", false), Match("(?s)a.c", "a\nc", true), Match("^b$", "a\nb", false),
    Match("(?m)^b$", "a\nb", true), Match("\\Aa\\z", "a", true), Match("a|b|", "", true),
    Match("(a|b)*c", "ababc", true),
    Match("^(a|b)*c$", "abab", false), Match("a{2,3}", "a", false), Match("^a{2,3}$", "aaa", true),
    Match("^a{2,3}$", "aaaa", false), Match("^a{2,}$", "aaaaa", true), Match("^a{0}$", "", true),
    Match("a{,2}", "a{,2}", true),
    Match("x{a}", "x{a}", true), Match("^a*?b+?c??$", "aab", true), Match("[a-c]+", "xbx", true),
    Match("[^a-c]", "abc", false),
    Match("[]a]", "]", true), Match("[^]a]", "b", true), Match("[a-]", "-", true), Match("[\\]-]", "]", true),
    Match("[[:digit:]]{3}", "a123", true), Match("[[:^digit:]]", "123", false), Match("\\d+\\s\\w", "12 x", true),
    Match("\\D", "12", false), Match("\\bcat\\b", "a cat!", true), Match("\\bcat\\b", "concat", false),
    Match("\\Bcat", "concat", true), Match("(?i)straße", "STRAßE", true), Match("(?i)é", "É", true),
    Match("(?i)[a-f]+$", "BEEF", true), Match("(?i:a)b", "Ab", true), Match("(?i:a)b", "AB", false),
    Match("(?i)a(?-i)b", "AB", false), Match("\\p{Lu}", "äÖ", true), Match("\\pN", "a", false),
    Match("\\P{L}", "ab", false),
    Match("[\\p{L}\\d]+$", "é9", true), Match("\\Qa.b\\E", "a.b", true), Match("\\Qa.b\\E", "axb", false),
    Match("\\x41\\x{1F600}", "A😀", true), Match("\\.\\*\\+", ".*+", true), Match("(?P<year>\\d{4})", "in 2026", true),
    Match("(?:ab)+", "abab", true), Match("(a*)*b", "aaab", true), Match("(a*)+$", "b", true), Match("()", "x", true),
    Match("(|a)+b", "b", true), Match("^[^@\\s]+@[^@\\s]+$", "a@b.example", true), Match(".", "é", true),
    Match("^.$", "👍🏽", false),
  ]

  @Test("a literal pattern matches anywhere in the text", arguments: matches)
  func literal(match: Match) throws {
    let expression = try Expression(parsing: "text.matches(\(JSON.string(match.pattern).text))")
    #expect(try expression.evaluate(["text": Value.string(match.text)]) == .bool(match.isFound))
  }

  @Test("a pattern that is a value matches alike", arguments: matches)
  func dynamic(match: Match) {
    let variables = ["text": JSON.string(match.text), "pattern": JSON.string(match.pattern)]
    #expect(result("matches(text, pattern)", variables) == (match.isFound ? "true" : "false"))
  }

  @Test(
    "what is not a pattern is an error",
    arguments: [
      "(", ")", "(a", "[a", "a**", "a{2}{3}", "*a", "+", "a{3,2}", "a{1001}", "\\", "\\y", "\\1", "(?=a)", "(?<!a)",
      "(?P<a", "[z-a]", "[[:nothing:]]", "\\p{Nothing}", "\\x{110000}", "((a{1000}){1000}){1000}",
    ])
  func invalid(pattern: String) {
    #expect(result("'a'.matches(pattern)", ["pattern": .string(pattern)]) == "! invalid argument")
  }

  @Test("a repetition of nothing takes no time")
  func repetitionOfNothing() {
    let pattern = (0..<20).reduce("()") { pattern, _ in "(\(pattern)){1000}" }
    #expect(result("'a'.matches(pattern)", ["pattern": .string(pattern)]) == "true")
  }

  @Test(
    "no pattern makes a text take long",
    arguments: ["^(a+)+$", "(a|a)*b", "(a|aa|aaa)*b", "(a*)*b", "(a?){500}a{500}b", "(.*)(.*)(.*)(.*)x"])
  func linear(pattern: String) {
    let variables = ["text": JSON.string(String(repeating: "a", count: 200_000) + "!"), "pattern": .string(pattern)]
    #expect(result("text.matches(pattern)", variables) == "! cost exceeded")
    let short = ["text": JSON.string(String(repeating: "a", count: 40) + "!"), "pattern": .string(pattern)]
    #expect(result("text.matches(pattern)", short) == "false")
  }
}
