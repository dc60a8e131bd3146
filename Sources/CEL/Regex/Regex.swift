/// A regular expression in the syntax of RE2, matched in time linear in the text.
///
/// Patterns come from authors and texts from anywhere, so a matcher that backtracks would let one text hold up the
/// process.
struct Regex: Sendable {
  private let program: RegexProgram

  /// Reads and compiles a pattern.
  init(parsing pattern: String) throws(RegexError) {
    var parser = RegexParser(pattern)
    program = try RegexProgram(try parser.parse())
  }

  /// How many instructions the pattern became.
  var size: Int { program.instructions.count }

  /// Whether the pattern matches anywhere in `text`.
  func isFound(in text: String, _ meter: inout Meter) throws(Failure) -> Bool {
    try meter.charge(text.utf8.count)
    var matcher = RegexMatcher(program)
    return try matcher.isFound(in: Array(text.unicodeScalars), &meter)
  }
}

/// Why a pattern is not a regular expression.
struct RegexError: Error {
  let message: String
  /// Whether the pattern is well-formed, but needs more than the bound.
  let isTooLarge: Bool

  init(_ message: String, isTooLarge: Bool = false) {
    self.message = message
    self.isTooLarge = isTooLarge
  }
}

/// A parsed pattern.
indirect enum RegexNode {
  case empty
  case set(RegexSet)
  case assertion(RegexAssertion)
  case sequence([RegexNode])
  case choice([RegexNode])
  /// At least `min` times; at most `max` times, or without bound.
  case repetition(RegexNode, min: Int, max: Int?)
}

/// A place between two code points.
enum RegexAssertion: Sendable {
  case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}
