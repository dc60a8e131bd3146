import SkaldRuntime
import SkaldTesting
import SkaldValue
import Testing

@Suite("Every sink keeps what the engine counts on", .timeLimit(.minutes(2)))
struct SinkTrialTests {
  @Test("a sink keeps a rule", arguments: SinkKind.allCases, SinkTrial.Rule.allCases)
  func keeps(kind: SinkKind, rule: SinkTrial.Rule) async throws {
    try await kind.withTrial { trial in try await trial.check(rule) }
  }
}

@Suite("A trial finds the sink that breaks its rule", .timeLimit(.minutes(2)))
struct BrokenSinkTests {
  static let pairs: [(BrokenSink.Habit, SinkTrial.Rule)] = [
    (.acknowledgesAtOnce, .acknowledgedIsKept), (.losesEveryFifth, .everyEventArrives),
    (.losesEveryFifth, .survivesRestart), (.drawsNewIDs, .repeatsHaveTheSameID), (.swapsTwo, .everyEventArrives),
    (.swapsTwo, .otherKeysGoOn), (.losesEveryFifth, .poisonGoesAside),
  ]

  @Test("a trial throws where a sink breaks its rule", arguments: pairs.indices)
  func finds(example: Int) async throws {
    let (habit, rule) = Self.pairs[example]
    let sink = BrokenSink(habit)
    let trial = SinkTrial(sink: { sink }) { sink.events }
    await #expect(throws: TrialFault.self) { try await trial.check(rule) }
  }

  @Test("and keeps quiet where a sink breaks none", arguments: SinkTrial.Rule.allCases)
  func quiet(rule: SinkTrial.Rule) async throws {
    let sink = BrokenSink(nil)
    try await SinkTrial(sink: { sink }) { sink.events }.check(rule)
  }
}
