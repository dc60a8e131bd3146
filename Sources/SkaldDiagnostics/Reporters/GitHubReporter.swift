/// Writes findings as commands of a GitHub workflow, which shows them beside the changed lines.
public struct GitHubReporter: Reporter {
  /// Makes the reporter.
  public init() {}

  /// A command a finding, on one line each.
  public func text(of report: Report) -> String {
    var out = ""
    for diagnostic in report.diagnostics { out += command(for: diagnostic, in: report) }
    for rest in report.hidden {
      out += "::notice file=\(property(rest.file))::\(rest.count) more not shown\n"
    }
    return out
  }

  private func command(for diagnostic: Diagnostic, in report: Report) -> String {
    var properties = ["file=\(property(diagnostic.file))"]
    if let source = report.sources[diagnostic.file] { properties += place(of: diagnostic.range, in: source) }
    let name = report.tool.rule(diagnostic.code).map { " \($0.name)" } ?? ""
    properties.append("title=\(property(diagnostic.code + name))")
    return "::\(word(diagnostic.severity)) \(properties.joined(separator: ","))::\(data(message(of: diagnostic)))\n"
  }

  /// Columns are left out where the range ends on another line: GitHub refuses them there.
  private func place(of range: SourceRange, in source: SourceText) -> [String] {
    let start = source.position(at: range.start)
    let end = source.position(at: range.end)
    guard start.line == end.line else { return ["line=\(start.line)", "endLine=\(end.line)"] }
    return ["line=\(start.line)", "col=\(start.column)", "endLine=\(end.line)", "endColumn=\(end.column)"]
  }

  private func message(of diagnostic: Diagnostic) -> String {
    var lines = [diagnostic.message]
    if let help = diagnostic.help { lines.append("help: \(help)") }
    if !diagnostic.path.isEmpty { lines.append("path: \(diagnostic.path.joined(separator: "; "))") }
    return lines.joined(separator: "\n")
  }

  private func word(_ severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .note: "notice"
    }
  }

  /// The text behind the colons: line breaks would end the command.
  private func data(_ text: String) -> String { escaped(text, extra: [:]) }

  /// A text between commas: colons and commas would end it.
  private func property(_ text: String) -> String { escaped(text, extra: [":": "%3A", ",": "%2C"]) }

  private func escaped(_ text: String, extra: [Unicode.Scalar: String]) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": out += "%25"
      case "\r": out += "%0D"
      case "\n": out += "%0A"
      default:
        if let code = extra[scalar] { out += code } else { out.unicodeScalars.append(scalar) }
      }
    }
    return out
  }
}
