package import SkaldDiagnostics
package import SkaldValue

/// A value with expressions in it, as it is written.
package indirect enum ValueSyntax: Sendable {
  /// A value as it stands.
  case literal(Located<JSON>)
  /// `${expr}` alone, which keeps the type of its value; the range is that of the whole scalar.
  case expression(ExpressionSyntax, at: SourceRange)
  /// Text with `${expr}` inside.
  case text([Piece], at: SourceRange)
  /// A list.
  case list([ValueSyntax], at: SourceRange)
  /// Named values.
  case object([FieldSyntax], at: SourceRange)

  /// A piece of text.
  package enum Piece: Sendable {
    /// As it stands.
    case literal(String)
    /// The value of an expression, as text.
    case expression(ExpressionSyntax)
  }

  /// Where the value stands.
  package var range: SourceRange {
    switch self {
    case .literal(let value): value.range
    case .expression(_, let range), .text(_, let range), .list(_, let range), .object(_, let range): range
    }
  }
}

/// A named value, as it is written.
package struct FieldSyntax: Sendable {
  /// The name.
  package let name: Located<String>
  /// The value.
  package let value: ValueSyntax
}
