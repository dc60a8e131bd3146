public import SkaldDiagnostics

/// A single value as it is written, and what it stands for.
public struct YAMLScalar: Sendable, Hashable {
  /// How a scalar is written.
  public enum Style: Sendable, Hashable {
    /// Without quotes.
    case plain
    /// Between `'`.
    case singleQuoted
    /// Between `"`.
    case doubleQuoted
    /// After `|`.
    case literal
    /// After `>`.
    case folded
  }

  /// A tag that names the type of a scalar.
  public enum ExplicitType: Sendable, Hashable {
    /// `!!str`, or `!` alone.
    case string
    /// `!!int`.
    case int
    /// `!!float`.
    case float
    /// `!!bool`.
    case bool
    /// `!!null`.
    case null
  }

  /// The text after quotes, escapes and line folding.
  public let text: String
  /// How it is written.
  public let style: Style
  /// Where it is written, with its quotes; for an alias the place of its definition.
  public let range: SourceRange
  /// The type named by a tag.
  public let explicitType: ExplicitType?

  /// Makes a scalar.
  public init(text: String, style: Style, range: SourceRange, explicitType: ExplicitType? = nil) {
    self.text = text
    self.style = style
    self.range = range
    self.explicitType = explicitType
  }

  /// Where each part of the text stands in the file.
  public func map(in source: SourceText) -> YAMLScalarMap { YAMLScalarMap(of: self, in: source) }

  /// The UTF-8 offset in the file of a UTF-8 offset in the text.
  ///
  /// For many offsets of one scalar make its `map` once.
  public func sourceOffset(of textOffset: Int, in source: SourceText) -> Int {
    map(in: source).offset(of: textOffset)
  }

  /// The place in the file of a part of the text, given in UTF-8 offsets.
  public func sourceRange(of part: Range<Int>, in source: SourceText) -> SourceRange {
    map(in: source).range(of: part)
  }
}
