/// A piece of source.
struct Token: Sendable {
  enum Kind: Sendable, Equatable {
    /// A name, reserved or not.
    case name(String)
    /// A name between back quotes, which may hold what a plain one cannot.
    case quotedName(String)
    /// The digits of an integer; a sign before it decides whether it fits.
    case integer(UInt64)
    case unsigned(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case symbol(Symbol)
    case end
  }

  let kind: Kind
  let range: Range<Int>
}

/// An operator or a punctuation mark.
enum Symbol: String, Sendable, CaseIterable {
  case equal = "=="
  case notEqual = "!="
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case and = "&&"
  case or = "||"
  case less = "<"
  case greater = ">"
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divide = "/"
  case modulo = "%"
  case not = "!"
  case question = "?"
  case colon = ":"
  case comma = ","
  case dot = "."
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case leftBrace = "{"
  case rightBrace = "}"
}

/// Why a text is not an expression.
public struct ParseError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was wrong, as one lower-case clause.
  public let message: String
  /// The UTF-8 offsets of the part at fault.
  public let range: Range<Int>

  /// The clause.
  public var description: String { message }
}
