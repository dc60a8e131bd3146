package import CEL
package import SkaldDiagnostics
import SkaldYAML

/// An expression as it is written, with the way from its own offsets to those of the file.
package struct ExpressionSyntax: Sendable {
  /// The text between `${` and `}`, or the whole text where an expression is written bare.
  package let source: String
  /// The parsed form; nil where it does not parse, which is reported already.
  package let parsed: Expression?
  /// What it reads.
  package let references: [Reference]
  /// The place of ``source`` in the file.
  package let range: SourceRange
  private let map: YAMLScalarMap
  private let offset: Int

  init(source: String, parsed: Expression?, offset: Int, map: YAMLScalarMap) {
    self.source = source
    self.parsed = parsed
    references = parsed?.references ?? []
    self.offset = offset
    self.map = map
    range = map.range(of: offset..<offset + source.utf8.count)
  }

  /// The place in the file of a part of the expression, given in UTF-8 offsets of ``source``.
  package func range(of part: Range<Int>) -> SourceRange {
    map.range(of: offset + part.lowerBound..<offset + part.upperBound)
  }
}
