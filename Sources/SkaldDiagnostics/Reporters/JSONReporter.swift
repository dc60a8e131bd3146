import SkaldValue

/// Writes findings for programs: one JSON object on one line.
public struct JSONReporter: Reporter {
  /// Makes the reporter.
  public init() {}

  /// The object, with `version` first, so that a reader can tell which form it has.
  public func text(of report: Report) -> String {
    let findings = report.diagnostics.map { finding($0, in: report) }
    let object: JSON = [
      "version": 1,
      "findings": .array(findings),
      "summary": summary(report),
    ]
    return object.text + "\n"
  }

  private func summary(_ report: Report) -> JSON {
    var object = JSONObject([
      ("files", .int(Int64(report.summary.files))),
      ("errors", .int(Int64(report.summary.errors))),
      ("warnings", .int(Int64(report.summary.warnings))),
    ])
    // What is usually nothing is written only where it is something.
    if report.summary.notes > 0 { object["notes"] = .int(Int64(report.summary.notes)) }
    if report.summary.recorded > 0 { object["recorded"] = .int(Int64(report.summary.recorded)) }
    if report.summary.stale > 0 { object["stale"] = .int(Int64(report.summary.stale)) }
    let hidden = report.hidden.reduce(0) { $0 + $1.count }
    if hidden > 0 { object["hidden"] = .int(Int64(hidden)) }
    return .object(object)
  }

  private func finding(_ diagnostic: Diagnostic, in report: Report) -> JSON {
    let source = report.sources[diagnostic.file]
    var object = JSONObject([
      ("code", .string(diagnostic.code)),
      ("severity", .string(diagnostic.severity.rawValue)),
      ("message", .string(diagnostic.message)),
      ("file", .string(diagnostic.file)),
      ("range", range(diagnostic.range, in: source)),
      ("related", .array(diagnostic.related.map { related($0, in: report) })),
      ("help", diagnostic.help.map { .string($0) } ?? .null),
      ("fix", .array(diagnostic.fix.map { edit($0, in: source) })),
    ])
    if !diagnostic.path.isEmpty { object["path"] = .array(diagnostic.path.map { .string($0) }) }
    object["url"] = .string(Diagnostic.url(of: diagnostic.code))
    return .object(object)
  }

  private func related(_ related: Diagnostic.Related, in report: Report) -> JSON {
    [
      "message": .string(related.message), "file": .string(related.file),
      "range": range(related.range, in: report.sources[related.file]),
    ]
  }

  private func edit(_ edit: Diagnostic.Edit, in source: SourceText?) -> JSON {
    ["range": range(edit.range, in: source), "text": .string(edit.text)]
  }

  private func range(_ range: SourceRange, in source: SourceText?) -> JSON {
    ["start": place(range.start, in: source), "end": place(range.end, in: source)]
  }

  private func place(_ offset: Int, in source: SourceText?) -> JSON {
    let position = source?.position(at: offset) ?? Position(line: 1, column: 1, offset: offset)
    return [
      "line": .int(Int64(position.line)), "column": .int(Int64(position.column)),
      "offset": .int(Int64(position.offset)),
    ]
  }
}

extension Diagnostic {
  /// The address of a code's page, relative to the root of the documentation.
  public static func url(of code: String) -> String { "rules/\(code)" }
}
