/// A regular expression, matched in time linear in the text.
///
/// Patterns come from authors and texts from anywhere, so a matcher that backtracks would let one text hold up the
/// process.
package struct Regex: Sendable {
  /// The largest program a pattern may become, in instructions.
  package static let sizeMax = RegexProgram.sizeMax

  private let program: RegexProgram

  /// Reads and compiles a pattern.
  package init(parsing pattern: String, as dialect: RegexDialect = .re2) throws(RegexError) {
    var parser = RegexParser(pattern, dialect)
    program = try RegexProgram(try parser.parse())
  }

  /// How many instructions the pattern became.
  package var size: Int { program.instructions.count }

  /// Whether the pattern matches anywhere in `text`.
  ///
  /// - Parameter units: What may be spent: one for a byte that is read, and one for an instruction that is followed.
  package func isFound(in text: String, spending units: inout Int) throws(RegexUnitsSpent) -> Bool {
    try units.spend(text.utf8.count)
    var matcher = RegexMatcher(program)
    return try matcher.isFound(in: Array(text.unicodeScalars), &units)
  }
}

/// Whose syntax a pattern has.
package enum RegexDialect: Sendable {
  /// The syntax of RE2.
  case re2
  /// The syntax of ECMA-262 with the flag `u`, as JSON Schema has it, without look-around and back-references.
  case ecmaScript
}

/// Why a pattern is not a regular expression.
package struct RegexError: Error, Sendable {
  /// The reason, as one lower-case clause.
  package let message: String
  /// Whether the pattern is well-formed, but needs more than the bound.
  package let isTooLarge: Bool

  init(_ message: String, isTooLarge: Bool = false) {
    self.message = message
    self.isTooLarge = isTooLarge
  }
}

/// A match that took more than it may.
package struct RegexUnitsSpent: Error, Sendable {}

extension Int {
  /// Pays for a piece of a match.
  mutating func spend(_ units: Int) throws(RegexUnitsSpent) {
    self -= units
    if self < 0 { throw RegexUnitsSpent() }
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
