import SkaldDiagnostics

/// Finds the comments of a file, which libyaml drops: a number sign after a space, outside every scalar.
enum CommentScanner {
  /// The comments outside of `excluded`, whose ranges are in the order of the file.
  static func comments(in source: SourceText, outside excluded: [SourceRange]) -> [YAMLComment] {
    let bytes = source.bytes
    var comments: [YAMLComment] = []
    var next = excluded.makeIterator()
    var skip = next.next()
    var index = 0
    while index < bytes.count {
      if let range = skip, index >= range.start {
        index = max(index, range.end)
        skip = next.next()
      } else if bytes[index] == UInt8(ascii: "#"), index == 0 || Bytes.isSpace(bytes[index - 1]) {
        let end = Bytes.lineEnd(bytes, from: index)
        comments.append(comment(SourceRange(start: index, end: end), in: source))
        index = end
      } else {
        index += 1
      }
    }
    return comments
  }

  private static func comment(_ range: SourceRange, in source: SourceText) -> YAMLComment {
    let bytes = source.bytes
    let start = Bytes.skipBlanks(bytes, from: range.start + 1, to: range.end)
    var end = range.end
    while end > start, Bytes.isBlank(bytes[end - 1]) { end -= 1 }
    return YAMLComment(text: source.text(in: SourceRange(start: start, end: end)), range: range)
  }
}
