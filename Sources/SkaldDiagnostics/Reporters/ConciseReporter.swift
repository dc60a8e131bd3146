/// Writes one line a finding, in the form that editors and `grep` understand.
public struct ConciseReporter: Reporter {
  /// Makes the reporter.
  public init() {}

  /// The lines, each `path:line:column: severity[code] message`.
  public func text(of report: Report) -> String {
    var out = ""
    for diagnostic in report.diagnostics {
      let position = report.sources[diagnostic.file]?.position(at: diagnostic.range.start)
      let place = position.map { "\($0.line):\($0.column)" } ?? "1:1"
      let code = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]"
      out += "\(visible(diagnostic.file)):\(place): \(code) \(visible(diagnostic.message))\n"
    }
    for rest in report.hidden {
      out += "\(visible(rest.file)): \(rest.count) more not shown\n"
    }
    return out
  }
}
