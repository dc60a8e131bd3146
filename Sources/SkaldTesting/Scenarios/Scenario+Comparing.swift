import SkaldCore
import SkaldDiagnostics
import SkaldEngine
import SkaldLanguage
import SkaldValue

extension Scenario {
  /// What is not as it must be.
  /// - Parameter crash: The commit after which the engine ended: then calls are not compared, since some are made again.
  func differences(of outcome: ScenarioOutcome, afterCrashAt crash: Int? = nil) -> [ScenarioDifference] {
    var comparison = Comparison(scenario: self, crash: crash)
    comparison.compareEnd(outcome)
    if crash == nil { comparison.compareCalls(outcome) }
    comparison.compareTraces(outcome)
    comparison.compareServices(outcome)
    return comparison.differences
  }
}

/// Compares what a scenario names, one word after the other.
private struct Comparison {
  let scenario: Scenario
  let crash: Int?
  var differences: [ScenarioDifference] = []

  private var expected: ExpectationSyntax { scenario.syntax.expectation }

  mutating func compareEnd(_ found: ScenarioOutcome) {
    if let outcome = expected.outcome {
      let unfinished = found.unfinished.map { " (\($0))" } ?? ""
      compare("outcome", outcome.value.rawValue, found.outcome, note: unfinished, at: outcome.range)
    }
    compareFailure(found.failure)
    if let output = expected.output, let value = output.constant, value != found.output {
      note("output", [value.text], [found.output?.text ?? "none"], at: output.range)
    }
    if let elapsed = expected.elapsed {
      compare("elapsed", elapsed.value.told, found.elapsed.told, at: elapsed.range)
    }
  }

  private mutating func compareFailure(_ found: Failure?) {
    guard let failure = expected.failure else { return }
    let parts: [(String, Located<String>?, String?)] = [
      ("code", failure.code, found?.code), ("step", failure.step, found?.step),
      ("message", failure.message, found?.message),
    ]
    for (part, expected, found) in parts {
      guard let expected else { continue }
      compare("failure", expected.value, found ?? "none", of: part, at: expected.range)
    }
  }

  mutating func compareCalls(_ found: ScenarioOutcome) {
    guard let calls = expected.calls else { return }
    let wanted = calls.flatMap { Array(repeating: $0.operation.value, count: $0.count) }
    guard wanted != found.calls else { return }
    note("calls", Self.counted(wanted), Self.counted(found.calls), isList: true)
  }

  mutating func compareTraces(_ found: ScenarioOutcome) {
    for (entity, states) in expected.states {
      compare("states", states.map { $0.value }, found.states(of: entity.value), of: entity)
    }
    if let emits = expected.emits, emits.map({ $0.value }) != found.emits {
      note("emits", emits.map { $0.value }, found.emits, isList: true)
    }
  }

  mutating func compareServices(_ found: ScenarioOutcome) {
    for (operation, keys) in expected.keys {
      compare("idempotencyKeys", keys.map { $0.value }, found.keys(of: operation.value), of: operation)
    }
    for (operation, count) in expected.effects {
      let effects = found.services.effects(of: operation.value)
      compare("effects", "\(count)", "\(effects)", of: operation.value, at: operation.range)
    }
  }

  private mutating func compare(
    _ aspect: String, _ expected: String, _ found: String, of subject: String? = nil, note text: String = "",
    at range: SourceRange
  ) {
    guard expected != found else { return }
    note(aspect, [expected], [found + text], of: subject, at: range)
  }

  private mutating func compare(
    _ aspect: String, _ expected: [String], _ found: [String], of subject: Located<String>
  ) {
    guard expected != found else { return }
    note(aspect, expected, found, of: subject.value, at: subject.range, isList: true)
  }

  private mutating func note(
    _ aspect: String, _ expected: [String], _ found: [String], of subject: String? = nil, at range: SourceRange? = nil,
    isList: Bool = false
  ) {
    let range = range ?? self.expected.aspects.first { $0.value == aspect }?.range
    differences.append(
      ScenarioDifference(
        aspect: aspect, subject: subject, expected: expected, found: found,
        place: range.map { scenario.place(of: $0) } ?? scenario.place, isList: isList, crash: crash))
  }

  /// Calls as they are written: `OP xN` for several in a row.
  private static func counted(_ calls: [String]) -> [String] {
    var runs: [(operation: String, count: Int)] = []
    for call in calls {
      if let last = runs.last, last.operation == call {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((call, 1))
      }
    }
    return runs.map { $0.count == 1 ? $0.operation : "\($0.operation) x\($0.count)" }
  }
}

extension Milliseconds {
  /// As an author writes it.
  fileprivate var told: String { count == 0 ? "0s" : text }
}
