import SkaldTesting
import SkaldValue

/// Writes results for programs.
struct TestJSONReporter: TestReporter {
  func text(of report: TestReport) -> String {
    let json: JSON = [
      "passed": .int(Int64(report.results.count - report.failed)), "failed": .int(Int64(report.failed)),
      "cases": .array(report.results.map { self.json(of: $0) }),
      "coverage": .array(report.coverage.map { self.json(of: $0) }),
    ]
    return json.text
  }

  private func json(of result: ScenarioResult) -> JSON {
    [
      "definition": .string(result.scenario.definition), "name": .string(result.scenario.name),
      "file": .string(result.scenario.place.file), "line": .int(Int64(result.scenario.place.line)),
      "passed": .bool(result.isPassed), "outcome": result.outcome.map { .string($0) } ?? .null,
      "replays": .int(Int64(result.replays)), "differences": .array(result.differences.map { json(of: $0) }),
    ]
  }

  private func json(of difference: ScenarioDifference) -> JSON {
    [
      "aspect": .string(difference.aspect), "subject": difference.subject.map { .string($0) } ?? .null,
      "expected": texts(difference.expected), "found": texts(difference.found),
      "line": .int(Int64(difference.place.line)), "crash": difference.crash.map { .int(Int64($0)) } ?? .null,
    ]
  }

  private func texts(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

  private func json(of coverage: ScenarioCoverage) -> JSON {
    var object = JSONObject([("definition", .string(coverage.definition))])
    for kind in ScenarioCoverage.Kind.allCases {
      let count = coverage.count(kind)
      object[kind.rawValue] = ["tested": .int(Int64(count.tested)), "total": .int(Int64(count.total))]
    }
    object["untested"] = .array(
      coverage.untested.map { item in
        [
          "kind": .string(item.kind.rawValue), "what": .string(item.what),
          "file": item.place.map { .string($0.file) } ?? .null,
          "line": item.place.map { .int(Int64($0.line)) } ?? .null,
        ]
      })
    return .object(object)
  }
}
