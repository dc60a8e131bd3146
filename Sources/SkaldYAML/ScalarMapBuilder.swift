import SkaldDiagnostics

/// Walks the source of a scalar as the YAML scanner does and notes which text each piece becomes.
struct ScalarMapBuilder {
  private let bytes: [UInt8]
  private let range: SourceRange
  private(set) var segments: [YAMLScalarMap.Segment] = []
  private var textOffset = 0

  init(bytes: [UInt8], range: SourceRange) {
    self.bytes = bytes
    self.range = SourceRange(start: min(range.start, bytes.count), end: min(range.end, bytes.count))
  }

  private mutating func add(_ textCount: Int, _ start: Int, _ end: Int) {
    if let last = segments.last, last.isParallel, textCount == end - start, last.source + last.sourceCount == start {
      let merged = YAMLScalarMap.Segment(
        text: last.text, textCount: last.textCount + textCount, source: last.source,
        sourceCount: last.sourceCount + textCount)
      segments[segments.count - 1] = merged
    } else {
      segments.append(
        YAMLScalarMap.Segment(text: textOffset, textCount: textCount, source: start, sourceCount: end - start))
    }
    textOffset += textCount
  }

  // MARK: Plain and quoted

  mutating func addFlow(quote: UInt8?) {
    var index = range.start
    var end = range.end
    if let quote {
      if index < end, bytes[index] == quote { index += 1 }
      if end > index, bytes[end - 1] == quote { end -= 1 }
    }
    // An empty segment keeps the place of an empty text.
    segments.append(YAMLScalarMap.Segment(text: 0, textCount: 0, source: index, sourceCount: 0))
    while index < end {
      let byte = bytes[index]
      if let folded = foldedBreak(at: index, end: end) {
        add(folded.breaks == 1 ? 1 : folded.breaks - 1, index, folded.next)
        index = folded.next
      } else if quote == UInt8(ascii: "'"), byte == quote {
        add(1, index, index + 2)
        index += 2
      } else if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "\\") {
        index = addEscape(at: index, end: end)
      } else {
        add(1, index, index + 1)
        index += 1
      }
    }
  }

  /// The text of a plain scalar that the parser has not seen as it stands.
  static func plainText(of range: SourceRange, in bytes: [UInt8]) -> String {
    let builder = ScalarMapBuilder(bytes: bytes, range: range)
    var out: [UInt8] = []
    var index = range.start
    while index < range.end {
      if let folded = builder.foldedBreak(at: index, end: range.end) {
        let isSpace = folded.breaks == 1
        out += Array(repeating: UInt8(ascii: isSpace ? " " : "\n"), count: max(1, folded.breaks - 1))
        index = folded.next
      } else {
        out.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The line breaks that begin at an offset, with the blanks around them.
  private func foldedBreak(at start: Int, end: Int) -> (breaks: Int, next: Int)? {
    guard Bytes.isBlank(bytes[start]) || Bytes.isBreak(bytes[start]) else { return nil }
    var index = Bytes.skipBlanks(bytes, from: start, to: end)
    var breaks = 0
    while index < end, Bytes.isBreak(bytes[index]) {
      index = Bytes.skipBlanks(bytes, from: Bytes.afterBreak(bytes, at: index), to: end)
      breaks += 1
    }
    return breaks > 0 ? (breaks, index) : nil
  }

  private mutating func addEscape(at index: Int, end: Int) -> Int {
    guard index + 1 < end else {
      add(1, index, end)
      return end
    }
    let letter = bytes[index + 1]
    if Bytes.isBreak(letter), let folded = foldedBreak(at: index + 1, end: end) {
      add(folded.breaks - 1, index, folded.next)
      return folded.next
    }
    let digits = Self.digits(ofEscape: letter)
    let next = min(index + 2 + digits, end)
    add(textCount(ofEscape: letter, hexadecimal: bytes[min(index + 2, next)..<next]), index, next)
    return next
  }

  private static func digits(ofEscape letter: UInt8) -> Int {
    switch letter {
    case UInt8(ascii: "x"): 2
    case UInt8(ascii: "u"): 4
    case UInt8(ascii: "U"): 8
    default: 0
    }
  }

  private func textCount(ofEscape letter: UInt8, hexadecimal: ArraySlice<UInt8>) -> Int {
    switch letter {
    case UInt8(ascii: "N"), UInt8(ascii: "_"): return 2
    case UInt8(ascii: "L"), UInt8(ascii: "P"): return 3
    default: break
    }
    guard let value = UInt32(String(decoding: hexadecimal, as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(value)
    else { return 1 }
    return UTF8.width(scalar)
  }

  // MARK: Block

  /// Finds each line's content in the text: what lies between is the breaks and spaces of folding.
  mutating func addBlock(text: [UInt8], isFolded: Bool) {
    let lines = contentLines()
    let indent = Self.indent(of: lines.map { bytes[$0.start..<$0.end] }, text: text)
    var previousEnd = lines.first?.start ?? range.end
    segments.append(YAMLScalarMap.Segment(text: 0, textCount: 0, source: previousEnd, sourceCount: 0))
    for line in lines {
      let start = min(line.start + indent, line.end)
      guard start < line.end else { continue }
      let content = bytes[start..<line.end]
      var next = textOffset
      while next < text.count, text[next] == UInt8(ascii: "\n") { next += 1 }
      if isFolded, next < text.count, text[next] == UInt8(ascii: " "), !text[next...].starts(with: content) {
        next += 1
      }
      if next > textOffset { add(next - textOffset, previousEnd, start) }
      add(content.count, start, line.end)
      previousEnd = line.end
    }
    if textOffset < text.count { add(text.count - textOffset, previousEnd, range.end) }
  }

  private func contentLines() -> [SourceRange] {
    var lines: [SourceRange] = []
    var index = Bytes.lineEnd(bytes, from: range.start)
    while index < range.end {
      let start = Bytes.afterBreak(bytes, at: index)
      index = Bytes.lineEnd(bytes, from: start)
      if start <= range.end { lines.append(SourceRange(start: start, end: min(index, range.end))) }
    }
    return lines
  }

  /// The indentation that was taken off: what the first line with words lost.
  private static func indent(of lines: [ArraySlice<UInt8>], text: [UInt8]) -> Int {
    let textLines = text.split(separator: UInt8(ascii: "\n"))
    guard let line = lines.first(where: { hasWords($0) }), let kept = textLines.first(where: { hasWords($0) }) else {
      return lines.map { $0.count }.max() ?? 0
    }
    return max(0, leadingSpaces(line) - leadingSpaces(kept))
  }

  private static func hasWords(_ line: ArraySlice<UInt8>) -> Bool { line.contains { $0 != UInt8(ascii: " ") } }

  private static func leadingSpaces(_ line: ArraySlice<UInt8>) -> Int {
    line.prefix { $0 == UInt8(ascii: " ") }.count
  }
}
