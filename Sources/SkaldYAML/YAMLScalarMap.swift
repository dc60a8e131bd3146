public import SkaldDiagnostics

/// Where each part of a scalar's text stands in the file, past quotes, escapes, folding and indentation.
public struct YAMLScalarMap: Sendable {
  /// A piece of text and the piece of the file it was made from; of equal length they run side by side.
  struct Segment: Sendable, Equatable {
    let text: Int
    let textCount: Int
    let source: Int
    let sourceCount: Int

    var isParallel: Bool { textCount == sourceCount }
  }

  private let segments: [Segment]
  private let range: SourceRange

  /// Reads the scalar's part of the file once more.
  public init(of scalar: YAMLScalar, in source: SourceText) {
    range = scalar.range
    var builder = ScalarMapBuilder(bytes: source.bytes, range: scalar.range)
    switch scalar.style {
    case .plain: builder.addFlow(quote: nil)
    case .singleQuoted: builder.addFlow(quote: UInt8(ascii: "'"))
    case .doubleQuoted: builder.addFlow(quote: UInt8(ascii: "\""))
    case .literal, .folded: builder.addBlock(text: Array(scalar.text.utf8), isFolded: scalar.style == .folded)
    }
    segments = builder.segments
  }

  /// The UTF-8 offset in the file of a UTF-8 offset in the text.
  public func offset(of textOffset: Int) -> Int {
    guard let segment = segment(at: textOffset) else { return range.start }
    let inside = textOffset - segment.text
    if segment.isParallel { return min(segment.source + inside, range.end) }
    return inside < segment.textCount ? segment.source : segment.source + segment.sourceCount
  }

  /// The place in the file of a part of the text, given in UTF-8 offsets.
  public func range(of part: Range<Int>) -> SourceRange {
    let start = offset(of: part.lowerBound)
    guard !part.isEmpty, let last = segment(at: part.upperBound - 1) else {
      return SourceRange(start: start, end: start)
    }
    let end = last.isParallel ? last.source + part.upperBound - last.text : last.source + last.sourceCount
    return SourceRange(start: start, end: min(end, range.end))
  }

  /// The last segment that begins at or before an offset.
  private func segment(at textOffset: Int) -> Segment? {
    guard !segments.isEmpty else { return nil }
    var low = 0
    var high = segments.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if segments[middle].text <= textOffset { low = middle } else { high = middle - 1 }
    }
    return segments[low]
  }
}
