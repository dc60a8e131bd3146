import SkaldDiagnostics
import SkaldYAML

/// How a comment, or a word in it, is taken out of a file so that nothing of it is left.
struct Removal {
  private let source: SourceText
  private let range: SourceRange
  private let isAlone: Bool

  init(of comment: YAMLComment, in source: SourceText, isAlone: Bool) {
    self.source = source
    range = comment.range
    self.isAlone = isAlone
  }

  /// The comment: with its line where it is alone on it, else with the spaces before it.
  var comment: SourceRange {
    if isAlone {
      let line = source.position(at: range.start).line
      let start = source.lineRange(line)?.start ?? range.start
      return SourceRange(start: start, end: source.lineRange(line + 1)?.start ?? range.end)
    }
    var start = range.start
    while start > 0, Self.isBlank(source.bytes[start - 1]) { start -= 1 }
    return SourceRange(start: start, end: range.end)
  }

  /// A word of a list: with the comma behind it, or before it where it is the last.
  func word(_ word: String, isLast: Bool) -> SourceRange {
    let bytes = Array(word.utf8)
    guard
      let found = (range.start..<range.end).first(where: { start in
        source.bytes[start..<range.end].starts(with: bytes) && !isWordByte(at: start - 1)
          && !isWordByte(at: start + bytes.count)
      })
    else { return comment }
    var (start, end) = (found, found + bytes.count)
    if isLast {
      while start > range.start, isSeparator(at: start - 1) { start -= 1 }
    } else {
      while isSeparator(at: end) { end += 1 }
    }
    return SourceRange(start: start, end: end)
  }

  private func isSeparator(at index: Int) -> Bool {
    range.contains(index) && (Self.isBlank(source.bytes[index]) || source.bytes[index] == UInt8(ascii: ","))
  }

  private func isWordByte(at index: Int) -> Bool {
    range.contains(index) && !isSeparator(at: index) && source.bytes[index] != UInt8(ascii: "#")
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
