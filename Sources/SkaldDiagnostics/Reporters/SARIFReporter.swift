import SkaldValue

/// Writes findings as SARIF 2.1.0, which code scanning services and editors read.
public struct SARIFReporter: Reporter {
  /// Where the schema of the format is published.
  private static let schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

  /// Makes the reporter.
  public init() {}

  /// The log: one run, with the rules that found something and their findings.
  public func text(of report: Report) -> String {
    let log: JSON = [
      "$schema": .string(Self.schema),
      "version": "2.1.0",
      "runs": .array([run(report)]),
    ]
    return log.text + "\n"
  }

  private func run(_ report: Report) -> JSON {
    let codes = Set(report.diagnostics.map { $0.code }).sorted()
    let rules = codes.compactMap { report.tool.rule($0) }
    let indices = Dictionary(rules.enumerated().map { ($0.element.code, $0.offset) }) { first, _ in first }
    let fingerprints = Fingerprint.all(of: report.diagnostics, in: report.sources)
    let results = zip(report.diagnostics, fingerprints).map { diagnostic, fingerprint in
      SARIFResult(diagnostic, fingerprint: fingerprint, ruleIndex: indices[diagnostic.code], report: report).json
    }
    return [
      "tool": ["driver": driver(report.tool, rules)],
      "invocations": .array([invocation(report)]),
      "columnKind": "unicodeCodePoints",
      "results": .array(results),
    ]
  }

  private func driver(_ tool: ReportingTool, _ rules: [RuleDescription]) -> JSON {
    var driver = JSONObject([("name", "skald")])
    if let version = tool.version { driver["semanticVersion"] = .string(version) }
    driver["rules"] = .array(rules.map { rule($0) })
    return .object(driver)
  }

  private func rule(_ rule: RuleDescription) -> JSON {
    [
      "id": .string(rule.code),
      "name": .string(rule.name),
      "shortDescription": ["text": .string(rule.summary)],
      "fullDescription": ["text": .string(rule.finds)],
      "help": ["text": .string(rule.page), "markdown": .string(rule.markdown)],
      "defaultConfiguration": ["level": .string(rule.severity.rawValue)],
      "properties": ["url": .string(Diagnostic.url(of: rule.code))],
    ]
  }

  /// The run did what it was asked to; what it left out is said here.
  private func invocation(_ report: Report) -> JSON {
    var invocation = JSONObject([("executionSuccessful", true)])
    if !report.hidden.isEmpty {
      invocation["toolExecutionNotifications"] = .array(
        report.hidden.map {
          ["level": "note", "message": ["text": .string("\($0.count) more in \($0.file) not shown")]]
        })
    }
    return .object(invocation)
  }
}
