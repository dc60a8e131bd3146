import SkaldCore
import SkaldEngine
import SkaldTesting
import SkaldValue
import Testing

@Suite("Every source keeps what the engine counts on", .timeLimit(.minutes(2)))
struct SourceTrialTests {
  @Test("a source keeps a rule", arguments: SourceKind.allCases, SourceTrial.Rule.allCases)
  func keeps(kind: SourceKind, rule: SourceTrial.Rule) async throws { try await kind.trial.check(rule) }
}

@Suite("A trial finds the source that breaks its rule", .timeLimit(.minutes(2)))
struct BrokenSourceTests {
  enum Habit: Sendable {
    case losesTheLast
    case drawsNewIDs
    case turnsAround
    case acknowledgesAnyway
  }

  static let pairs: [(Habit, SourceTrial.Rule)] = [
    (.losesTheLast, .everyEventIsTaken), (.turnsAround, .everyEventIsTaken), (.drawsNewIDs, .repeatsChangeNothing),
    (.drawsNewIDs, .survivesRestart), (.acknowledgesAnyway, .acknowledgesWhatIsDurable),
    (.acknowledgesAnyway, .poisonIsRefused),
  ]

  @Test("a trial throws where a source breaks its rule", arguments: pairs.indices)
  func finds(example: Int) async throws {
    let (habit, rule) = Self.pairs[example]
    let counter = Counter()
    let trial = SourceTrial(source: "/t") { engine, use in
      try await use { events in try await Self.take(events, habit, engine, counter) }
    }
    await #expect(throws: TrialFault.self) { try await trial.check(rule) }
  }

  private static func take(
    _ events: [TrialEvent], _ habit: Habit, _ engine: SagaEngine, _ counter: Counter
  ) async throws {
    var events = events
    switch habit {
    case .losesTheLast: events.removeLast()
    case .turnsAround: events.reverse()
    default: break
    }
    for event in events {
      var id = event.id
      if habit == .drawsNewIDs { id += "-\(counter.next())" }
      do throws(EngineError) {
        _ = try await engine.send(ReceivedEvent(id: id, name: event.type, data: event.data), from: event.source)
      } catch {
        guard habit == .acknowledgesAnyway else { throw error }
      }
    }
  }
}
