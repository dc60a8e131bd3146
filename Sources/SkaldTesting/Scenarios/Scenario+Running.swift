import JSONSchema
import SkaldEngine
import SkaldLanguage
import SkaldRuntime

extension Scenario {
  /// Plays the case, and compares what it came to with what it must come to.
  ///
  /// A case with `crash: everywhere` is played once more for each of its commits, after which the engine ends and is opened
  /// again on its store, until one of these replays differs.
  public func run() async -> ScenarioResult {
    guard let target else { return failed(to: "run", "the definition has errors: see skald lint") }
    do {
      let outcome = try await play(target)
      var result = ScenarioResult(
        scenario: self, differences: differences(of: outcome), outcome: outcome.outcome, tracks: outcome.tracks)
      guard syntax.crashesEverywhere, result.isPassed else { return result }
      for commit in 1...max(outcome.commits, 1) {
        result.replays += 1
        let replayed = try await play(target, crash: commit)
        result.differences = differences(of: replayed, afterCrashAt: commit)
        if !result.isPassed { break }
      }
      return result
    } catch let error as EngineError {
      let details = error.errors.map { "; \($0.path): \($0.message)" }.joined()
      return failed(to: "start", error.message + details)
    } catch {
      return failed(to: "run", "\(error)")
    }
  }

  private func failed(to aspect: String, _ message: String) -> ScenarioResult {
    let difference = ScenarioDifference(
      aspect: aspect, subject: nil, expected: ["a run"], found: [message], place: place, isList: false)
    return ScenarioResult(scenario: self, differences: [difference], outcome: nil, tracks: [:])
  }
}
