import SkaldDiagnostics

/// Finds where a value meant by the author begins and ends on its line, whatever YAML makes of it.
enum ValueSpan {
  /// The end of a bare expression: before a comma or bracket that closes something outside, or a comment.
  static func expressionEnd(_ bytes: [UInt8], from start: Int) -> Int {
    let limit = Bytes.lineEnd(bytes, from: start)
    var depth = 0
    var index = start
    while index < limit {
      switch bytes[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 { return trimmed(bytes, start, index) }
        depth -= 1
      case UInt8(ascii: ",") where depth == 0: return trimmed(bytes, start, index)
      case UInt8(ascii: "#") where isComment(bytes, index): return trimmed(bytes, start, index)
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        index = ExpressionScan.afterQuoted(bytes, from: index, to: limit) ?? limit
        continue
      default: break
      }
      index += 1
    }
    return trimmed(bytes, start, limit)
  }

  /// The value with `${…}` in it that stands around the offset of a `${`.
  static func template(_ bytes: [UInt8], around open: Int, isFlow: Bool) -> SourceRange {
    let start = isFlow ? flowStart(bytes, of: open) : blockStart(bytes, of: open)
    return SourceRange(start: start, end: templateEnd(bytes, from: start, isFlow: isFlow))
  }

  /// The offset of the first byte of the value on a line of a block: after the key, or after the dashes.
  static func blockStart(_ bytes: [UInt8], of offset: Int) -> Int {
    var index = Bytes.skipBlanks(bytes, from: Bytes.lineStart(bytes, of: offset), to: offset)
    while index + 1 < offset, bytes[index] == UInt8(ascii: "-"), Bytes.isBlank(bytes[index + 1]) {
      index = Bytes.skipBlanks(bytes, from: index + 1, to: offset)
    }
    var cursor = index
    while cursor + 1 < offset {
      if bytes[cursor] == UInt8(ascii: ":"), Bytes.isBlank(bytes[cursor + 1]) {
        return Bytes.skipBlanks(bytes, from: cursor + 1, to: offset)
      }
      cursor += 1
    }
    return index
  }

  private static func flowStart(_ bytes: [UInt8], of offset: Int) -> Int {
    let line = Bytes.lineStart(bytes, of: offset)
    var index = offset
    scan: while index > line {
      switch bytes[index - 1] {
      case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","): break scan
      case UInt8(ascii: ":") where index < bytes.count && Bytes.isBlank(bytes[index]): break scan
      default: index -= 1
      }
    }
    return Bytes.skipBlanks(bytes, from: index, to: offset)
  }

  private static func templateEnd(_ bytes: [UInt8], from start: Int, isFlow: Bool) -> Int {
    let limit = Bytes.lineEnd(bytes, from: start)
    var index = start
    while index < limit {
      switch bytes[index] {
      case UInt8(ascii: "$") where index + 1 < limit && bytes[index + 1] == UInt8(ascii: "{"):
        index = ExpressionScan.end(bytes, from: index + 2, to: limit) ?? limit
        continue
      case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
        if isFlow { return trimmed(bytes, start, index) }
      case UInt8(ascii: ":") where isFlow && index + 1 < limit && Bytes.isBlank(bytes[index + 1]):
        return trimmed(bytes, start, index)
      case UInt8(ascii: "#") where isComment(bytes, index): return trimmed(bytes, start, index)
      default: break
      }
      index += 1
    }
    return trimmed(bytes, start, limit)
  }

  /// Whether brackets opened earlier on the line are still open at an offset.
  static func isInBrackets(_ bytes: [UInt8], at offset: Int) -> Bool {
    ExpressionScan.isOpen(bytes, in: SourceRange(start: Bytes.lineStart(bytes, of: offset), end: offset))
  }

  private static func isComment(_ bytes: [UInt8], _ index: Int) -> Bool {
    index > 0 && Bytes.isBlank(bytes[index - 1])
  }

  private static func trimmed(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    var end = end
    while end > start, Bytes.isBlank(bytes[end - 1]) { end -= 1 }
    return end
  }
}
