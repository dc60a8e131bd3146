package import SkaldDiagnostics

/// An example of a rule: its text, and the place that `⟦…⟧` marks.
package struct MarkedExample: Sendable {
  /// The text without the marks.
  package let text: String
  /// What stood between the marks; nil where there are none.
  package let range: SourceRange?

  /// Reads the marks.
  package init(_ marked: String) {
    var text = ""
    var start: Int?
    var end: Int?
    for character in marked {
      switch character {
      case "⟦": start = text.utf8.count
      case "⟧": end = text.utf8.count
      default: text.append(character)
      }
    }
    self.text = text
    if let start, let end { range = SourceRange(start: start, end: end) } else { range = nil }
  }

  /// The lines of the text; under the marked part of a line stands a line of `^`.
  package var underlined: [String] {
    let source = SourceText(path: "", text: text)
    let first = range.map { source.position(at: $0.start) }
    var lines: [String] = []
    for number in 1...max(source.lineCount, 1) {
      let line = source.line(number)
      lines.append(line)
      guard let range, let first, first.line == number else { continue }
      let width = min(source.text(in: range).unicodeScalars.count, line.unicodeScalars.count - first.column + 1)
      lines.append(String(repeating: " ", count: first.column - 1) + String(repeating: "^", count: max(width, 1)))
    }
    return lines
  }
}
