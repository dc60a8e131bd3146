import SkaldTesting

/// Writes results for build servers: the XML that JUnit made known, a suite for each file.
struct TestJUnitReporter: TestReporter {
  func text(of report: TestReport) -> String {
    var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
    lines.append("<testsuites name=\"skald\" \(counts(report.results))>")
    var files: [String] = []
    for result in report.results where !files.contains(result.scenario.place.file) {
      files.append(result.scenario.place.file)
    }
    for file in files {
      let results = report.results.filter { $0.scenario.place.file == file }
      lines.append("  <testsuite name=\"\(escaped(file))\" \(counts(results))>")
      lines += results.flatMap { self.lines(of: $0) }
      lines.append("  </testsuite>")
    }
    lines.append("</testsuites>")
    return lines.joined(separator: "\n")
  }

  private func counts(_ results: [ScenarioResult]) -> String {
    "tests=\"\(results.count)\" failures=\"\(results.count { !$0.isPassed })\""
  }

  private func lines(of result: ScenarioResult) -> [String] {
    let scenario = result.scenario
    let head =
      "    <testcase classname=\"\(escaped(scenario.definition))\" name=\"\(escaped(scenario.name))\""
      + " file=\"\(escaped(scenario.place.file))\" line=\"\(scenario.place.line)\""
    guard !result.isPassed else { return [head + "/>"] }
    let titles = result.differences.map { $0.title }.joined(separator: ", ")
    let text = result.differences.map { "\($0.place): \($0)" }.joined(separator: "\n")
    return [
      head + ">", "      <failure message=\"\(escaped(titles))\">\(escaped(text))</failure>", "    </testcase>",
    ]
  }

  /// A text as XML has it; what XML cannot say at all is replaced.
  private func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\n", "\t": out.unicodeScalars.append(scalar)
      case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": out += "\u{FFFD}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
