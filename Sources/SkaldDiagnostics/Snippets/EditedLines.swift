/// The lines of a file as they read after a finding's edits.
struct EditedLines {
  /// A line with its number.
  struct Line: Equatable {
    let number: Int
    let text: String
  }

  /// The lines that the edits touch, numbered from the first line they touch.
  let lines: [Line]

  init(of diagnostic: Diagnostic, in source: SourceText?) {
    guard let source, !diagnostic.fix.isEmpty else {
      lines = []
      return
    }
    var result: [Line] = []
    for group in EditedLines.groups(of: diagnostic.fix, in: source) where group.isShort(in: source) {
      let text = EditedLines.text(of: group, in: source)
      for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        result.append(Line(number: group.first + offset, text: String(line)))
      }
    }
    lines = result
  }

  private struct Group {
    var first: Int
    var last: Int
    var edits: [Diagnostic.Edit]

    /// Whether people can read its lines; of others the finding alone is shown.
    func isShort(in source: SourceText) -> Bool {
      (first...last).allSatisfy { number in
        source.lineRange(number).map { $0.end - $0.start <= Snippet.lineMax } ?? true
      }
    }
  }

  /// Edits that touch the same lines belong together.
  private static func groups(of edits: [Diagnostic.Edit], in source: SourceText) -> [Group] {
    var groups: [Group] = []
    for edit in edits.sorted(by: { ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end) }) {
      let first = source.position(at: edit.range.start).line
      let last = source.position(at: edit.range.end).line
      if let end = groups.last?.last, first <= end {
        groups[groups.count - 1].last = max(end, last)
        groups[groups.count - 1].edits.append(edit)
      } else {
        groups.append(Group(first: first, last: last, edits: [edit]))
      }
    }
    return groups
  }

  private static func text(of group: Group, in source: SourceText) -> String {
    guard let start = source.lineRange(group.first)?.start, let end = source.lineRange(group.last)?.end else {
      return ""
    }
    var out = ""
    var position = start
    for edit in group.edits {
      out += source.text(in: SourceRange(start: position, end: max(position, edit.range.start))) + edit.text
      position = max(position, edit.range.end)
    }
    out += source.text(in: SourceRange(start: position, end: max(position, end)))
    // A carriage return and a line feed are one character of Swift, so they are taken apart as scalars.
    return String(String.UnicodeScalarView(out.unicodeScalars.filter { $0 != "\r" }))
  }
}
