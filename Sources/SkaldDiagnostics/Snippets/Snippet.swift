/// The lines of one file that a finding speaks about, with the marks under them.
struct Snippet {
  /// Marks under a part of a line.
  struct Mark {
    let line: Int
    let range: SourceRange
    let label: String
    let isPrimary: Bool
  }

  let source: SourceText
  let marks: [Mark]

  var lineNumbers: [Int] { Set(marks.map { $0.line }).sorted() }

  /// The finding's own file first, then the files of its related places in the order they are named.
  static func pieces(of diagnostic: Diagnostic, in sources: [String: SourceText]) -> [Snippet] {
    var files = [diagnostic.file]
    for related in diagnostic.related where !files.contains(related.file) { files.append(related.file) }
    return files.compactMap { file in
      guard let source = sources[file] else { return nil }
      var marks: [Mark] = []
      if file == diagnostic.file {
        marks.append(mark(diagnostic.range, diagnostic.label, isPrimary: true, in: source))
      }
      for related in diagnostic.related where related.file == file {
        marks.append(mark(related.range, related.message, isPrimary: false, in: source))
      }
      return Snippet(source: source, marks: marks)
    }
  }

  /// A range over several lines is marked in its first.
  private static func mark(_ range: SourceRange, _ label: String, isPrimary: Bool, in source: SourceText) -> Mark {
    let line = source.position(at: range.start).line
    let end = source.lineRange(line)?.end ?? range.end
    let cut = SourceRange(start: range.start, end: min(range.end, max(end, range.start)))
    return Mark(line: line, range: cut, label: label, isPrimary: isPrimary)
  }

  func text(gutter: Gutter, paint: Paint, severity: Severity) -> String {
    var out = heading(gutter) + gutter.bar + "\n"
    var last: Int?
    for number in lineNumbers {
      if let last { out += between(last, number, gutter) }
      out += gutter.numbered(number, shown(number))
      for mark in marks where mark.line == number {
        out += gutter.bar + " " + underline(mark, paint, severity) + "\n"
      }
      last = number
    }
    return out
  }

  private func heading(_ gutter: Gutter) -> String {
    let mark = marks.first { $0.isPrimary } ?? marks[0]
    let position = source.position(at: mark.range.start)
    let sign = mark.isPrimary ? "-->" : ":::"
    return gutter.arrow(sign) + "\(visible(source.path)):\(position.line):\(position.column)\n"
  }

  /// One line left out is shown, since dots would take as much room.
  private func between(_ last: Int, _ next: Int, _ gutter: Gutter) -> String {
    switch next - last {
    case 1: ""
    case 2: gutter.numbered(last + 1, shown(last + 1))
    default: "...\n"
    }
  }

  /// More bytes of a line than these are not shown: nobody reads them, and a file may well be one line.
  static let lineMax = 400
  /// So many bytes are shown before what is marked in a line that is cut.
  private static let lead = 100

  /// The part of a line that is shown: all of it, or what is around its first mark.
  private func window(_ number: Int) -> (range: SourceRange, isCutBefore: Bool, isCutBehind: Bool) {
    let line = source.lineRange(number) ?? SourceRange(start: 0, end: 0)
    guard line.end - line.start > Self.lineMax else { return (line, false, false) }
    let marked = marks.filter { $0.line == number }.map { $0.range.start }.min() ?? line.start
    let start = source.scalarStart(at: max(line.start, marked - Self.lead))
    let end = source.scalarStart(at: min(line.end, start + Self.lineMax))
    return (SourceRange(start: start, end: end), start > line.start, end < line.end)
  }

  private func shown(_ number: Int) -> String {
    let window = window(number)
    return (window.isCutBefore ? "…" : "") + source.text(in: window.range) + (window.isCutBehind ? "…" : "")
  }

  private func underline(_ mark: Mark, _ paint: Paint, _ severity: Severity) -> String {
    let window = window(mark.line)
    let start = min(max(mark.range.start, window.range.start), window.range.end)
    let end = min(max(mark.range.end, start), window.range.end)
    let before =
      cells(of: source.text(in: SourceRange(start: window.range.start, end: start))) + (window.isCutBefore ? 1 : 0)
    let width = max(1, cells(of: source.text(in: SourceRange(start: start, end: end))))
    let signs = String(repeating: mark.isPrimary ? "^" : "-", count: width)
    let words = mark.label.isEmpty ? signs : signs + " " + visible(mark.label)
    return String(repeating: " ", count: before)
      + (mark.isPrimary ? paint.severity(words, severity) : paint.quiet(words))
  }
}
