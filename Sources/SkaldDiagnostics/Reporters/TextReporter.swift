/// Writes findings for people: the source, what is wrong in it, and the lines as they should be.
public struct TextReporter: Reporter {
  private let paint: Paint

  /// Makes the reporter; colour is used only when asked for.
  public init(colour: Bool = false) { paint = Paint(isOn: colour) }

  /// The findings, each followed by an empty line, and what was left out.
  public func text(of report: Report) -> String {
    var out = ""
    for diagnostic in report.diagnostics {
      out += block(of: diagnostic, in: report) + "\n"
    }
    for rest in report.hidden {
      out += "\(rest.count) more in \(visible(rest.file)) not shown\n"
    }
    return out
  }

  /// One finding.
  func block(of diagnostic: Diagnostic, in report: Report) -> String {
    let severity = diagnostic.severity
    let title = "\(severity.rawValue)[\(diagnostic.code)]"
    var out = paint.severity(title, severity) + paint.strong(": " + visible(diagnostic.message)) + "\n"
    let edited = EditedLines(of: diagnostic, in: report.sources[diagnostic.file])
    let pieces = Snippet.pieces(of: diagnostic, in: report.sources)
    let gutter = Gutter(numbers: pieces.flatMap { $0.lineNumbers } + edited.lines.map { $0.number }, paint: paint)
    if pieces.isEmpty { out += gutter.arrow("-->") + visible(diagnostic.file) + "\n" }
    for piece in pieces { out += piece.text(gutter: gutter, paint: paint, severity: severity) }
    out += gutter.bar + "\n"
    out += help(of: diagnostic, edited: edited, gutter: gutter)
    out += story(of: diagnostic, gutter: gutter)
    return out + gutter.note + "read more: skald explain \(diagnostic.code)\n"
  }

  private func help(of diagnostic: Diagnostic, edited: EditedLines, gutter: Gutter) -> String {
    guard let help = diagnostic.help else { return edited.lines.isEmpty ? "" : help("write", edited, gutter) }
    if edited.lines.isEmpty { return gutter.note + "help: \(visible(help))\n" }
    return self.help(help, edited, gutter)
  }

  private func help(_ words: String, _ edited: EditedLines, _ gutter: Gutter) -> String {
    var out = paint.strong("help") + ": \(visible(words))\n" + gutter.bar + "\n"
    var last: Int?
    for line in edited.lines {
      if let last, line.number > last + 1 { out += "...\n" }
      out += gutter.numbered(line.number, line.text)
      last = line.number
    }
    return out + gutter.bar + "\n"
  }

  private func story(of diagnostic: Diagnostic, gutter: Gutter) -> String {
    guard let first = diagnostic.path.first else { return "" }
    var out = gutter.note + "path: \(visible(first))\n"
    for line in diagnostic.path.dropFirst() { out += gutter.margin + "         \(visible(line))\n" }
    return out
  }
}

/// The column of line numbers at the left.
struct Gutter {
  private let width: Int
  private let paint: Paint

  init(numbers: [Int], paint: Paint) {
    width = String(numbers.max() ?? 1).count
    self.paint = paint
  }

  var margin: String { String(repeating: " ", count: width) }
  var bar: String { paint.quiet(margin + " |") }
  var note: String { paint.quiet(margin + " = ") }

  func arrow(_ sign: String) -> String { paint.quiet(margin + sign) + " " }

  func numbered(_ number: Int, _ text: String) -> String {
    let digits = String(number)
    let padding = String(repeating: " ", count: max(0, width - digits.count))
    let line = visible(text)
    return paint.quiet(padding + digits + " |") + (line.isEmpty ? "" : " " + line) + "\n"
  }
}

/// Colours, or none.
struct Paint {
  let isOn: Bool

  func severity(_ text: String, _ severity: Severity) -> String {
    switch severity {
    case .error: wrap(text, "1;31")
    case .warning: wrap(text, "1;33")
    case .note: wrap(text, "1;36")
    }
  }

  func strong(_ text: String) -> String { wrap(text, "1") }
  func quiet(_ text: String) -> String { wrap(text, "34") }

  private func wrap(_ text: String, _ code: String) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
