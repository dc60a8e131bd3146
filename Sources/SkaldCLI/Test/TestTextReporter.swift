import SkaldTesting

/// Writes results for people: a line for each case, and what differs with its place.
struct TestTextReporter: TestReporter {
  /// How much of what has no test is told by itself.
  private static let untestedMax = 3

  func text(of report: TestReport) -> String {
    var lines = report.results.flatMap { self.lines(of: $0) }
    lines.append("")
    let count = counted(report.results.count, "case")
    lines.append(report.failed == 0 ? "\(count) passed" : "\(report.failed) of \(count) failed")
    for coverage in report.coverage { lines += self.lines(of: coverage, isWhole: report.showsAllCoverage) }
    return lines.joined(separator: "\n")
  }

  private func lines(of result: ScenarioResult) -> [String] {
    let replays = result.replays == 0 ? "" : " (and after \(counted(result.replays, "crash", plural: "crashes")))"
    guard !result.isPassed else { return ["ok      \(result.scenario)\(replays)"] }
    var lines = ["FAILED  \(result.scenario)", "        \(result.scenario.place)"]
    for difference in result.differences {
      let text = difference.description.split(separator: "\n", omittingEmptySubsequences: false)
      lines.append("        line \(difference.place.line): \(text.first ?? "")")
      lines += text.dropFirst().map { "        \($0)" }
    }
    return lines
  }

  private func lines(of coverage: ScenarioCoverage, isWhole: Bool) -> [String] {
    let counts = ScenarioCoverage.Kind.allCases.compactMap { kind -> String? in
      let count = coverage.count(kind)
      return count.total == 0 ? nil : "\(count.tested) of \(count.total) \(kind.rawValue)"
    }
    let head = "\(coverage.definition): \(counts.joined(separator: ", "))"
    let untested = coverage.untested
    guard !untested.isEmpty else { return [head] }
    guard isWhole else {
      let shown = untested.prefix(Self.untestedMax).map { $0.what }.joined(separator: "; ")
      let rest = untested.count - Self.untestedMax
      return [head + "; no test in which \(shown)" + (rest > 0 ? "; and \(rest) more, see --coverage" : "")]
    }
    return [head + "; no test in which"]
      + untested.map { item in "  \(item.what)" + (item.place.map { " (\($0))" } ?? "") }
  }
}
