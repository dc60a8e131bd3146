import SkaldTesting

/// The results of a run of tests.
struct TestReport {
  /// In the order of the files.
  let results: [ScenarioResult]
  /// Of each definition; empty where only some of its tests ran.
  let coverage: [ScenarioCoverage]
  /// Whether everything that has no test is told, rather than the first of it.
  let showsAllCoverage: Bool

  var failed: Int { results.count { !$0.isPassed } }

  /// Plays scenarios side by side.
  static func results(of scenarios: [Scenario]) async -> [ScenarioResult] {
    await withTaskGroup(of: (Int, ScenarioResult).self) { group in
      for (index, scenario) in scenarios.enumerated() {
        group.addTask { (index, await scenario.run()) }
      }
      var results: [(Int, ScenarioResult)] = []
      for await result in group { results.append(result) }
      return results.sorted { $0.0 < $1.0 }.map { $0.1 }
    }
  }
}
