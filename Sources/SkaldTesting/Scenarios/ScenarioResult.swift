package import SkaldEngine

/// How a scenario went.
public struct ScenarioResult: Sendable, CustomStringConvertible {
  /// The scenario.
  public let scenario: Scenario
  /// What is not as it must be; empty where the case passes.
  public internal(set) var differences: [ScenarioDifference]
  /// The status at the end, or `stuck`; nil where nothing ran.
  public let outcome: String?
  /// How many times the case was played again with an end of the engine in it.
  public internal(set) var replays = 0
  /// Which parts of each program it came by, by the program's name.
  package let tracks: [String: RunTrack]

  init(
    scenario: Scenario, differences: [ScenarioDifference], outcome: String?, tracks: [String: RunTrack]
  ) {
    self.scenario = scenario
    self.differences = differences
    self.outcome = outcome
    self.tracks = tracks
  }

  /// Whether everything is as it must be.
  public var isPassed: Bool { differences.isEmpty }

  /// The name of the case, and what differs.
  public var description: String {
    guard !isPassed else { return "\(scenario) passes" }
    return (["\(scenario.place): \(scenario)"] + differences.map { $0.description }).joined(separator: "\n")
  }
}
