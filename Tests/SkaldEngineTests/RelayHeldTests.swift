import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("What is held back from a sink")
struct RelayHeldTests {
  private typealias Support = RelayStateTests

  /// Events of the key `a`, of which the first failed so often.
  private static func failing(_ times: Int, after: Milliseconds = .seconds(1)) -> RelayState {
    var state = Support.state(["a", "b", "a"])
    state.now = VirtualRun.epoch
    _ = state.nextJob()
    _ = state.nextJob()
    _ = state.finish([Support.outcome("a", 0, fails: true)])
    _ = state.finish([Support.outcome("b", 1)])
    for number in 1..<max(times, 1) {
      state.now = state.now + after
      state.retry("a", after: number)
      _ = state.nextJob()
      _ = state.finish([Support.outcome("a", 0, fails: true)])
    }
    return state
  }

  private static func opened(_ progress: SinkProgress?) -> [String] {
    (progress?.incidents ?? []).compactMap { change in
      guard case .opened(nil, let incident, _) = change else { return nil }
      return "\(incident.kind) \(incident.step)"
    }
  }

  private static func closed(_ progress: SinkProgress?) -> [String] {
    (progress?.incidents ?? []).compactMap { change in
      guard case .closed(nil, let kind, let step) = change else { return nil }
      return "\(kind) \(step)"
    }
  }

  @Test("an incident is opened at the tenth failure, once, and ends with the acknowledgment")
  func alertsAfterTries() {
    var state = Self.failing(9)
    #expect(Self.opened(state.takeProgress()) == [])
    for number in 9...11 {
      state.retry("a", after: number)
      _ = state.nextJob()
      _ = state.finish([Support.outcome("a", 0, fails: true)])
    }
    #expect(Self.opened(state.takeProgress()) == ["outbox test: a"])
    state.retry("a", after: 12)
    _ = state.nextJob()
    _ = state.finish([Support.outcome("a", 1)])
    #expect(Self.closed(state.takeProgress()) == ["outbox test: a"])
  }

  @Test("an incident is opened after an hour, however few tries that was")
  func alertsAfterAnHour() {
    var early = Self.failing(2, after: .minutes(59))
    #expect(Self.opened(early.takeProgress()) == [])
    var late = Self.failing(2, after: .hours(1))
    #expect(Self.opened(late.takeProgress()) == ["outbox test: a"])
  }

  @Test("the keys that are held tell how it goes with them")
  func look() throws {
    let state = Self.failing(3)
    let key = try #require(state.heldKeys.first)
    #expect(state.heldKeys.count == 1)
    #expect(key.key == "a" && key.failures == 3 && key.error == "no answer")
    #expect(key.events.map(\.id) == ["1", "3"])
    #expect(key.failingSince == VirtualRun.epoch)
    #expect(key.retryAt == VirtualRun.epoch + .seconds(2) + .seconds(4))
  }

  @Test("to try now takes the place of the try that was planned")
  func retryNow() {
    var state = Self.failing(1)
    let found = ["2", "3", "1"].map { state.retry(event: $0) }
    #expect(found == [false, true, true])
    #expect(state.nextJob()?.keys.map { $0.events.map(\.id) } == [["1"]])
    #expect(state.nextJob() == nil)
    state.retry("a", after: 1)
    _ = state.finish([Support.outcome("a", 0, fails: true)])
    // That of the first failure comes now, and is not wanted any more.
    state.retry("a", after: 1)
    #expect(state.nextJob() == nil)
  }

  @Test("a dropped event is not sent, its incident ends, and its key goes on")
  func drops() throws {
    var state = Self.failing(10)
    _ = state.takeProgress()
    try state.drop(event: "1", reason: "too old", by: "ann", Ticket(7))
    let found = state.takeProgress()
    let progress = try #require(found)
    #expect(progress.released.map(\.position) == [1])
    #expect(
      progress.dropped.map(\.event) == [DroppedEvent(id: "1", name: "e", sink: "test", reason: "too old", by: "ann")])
    #expect(progress.dropped.map(\.ticket) == [Ticket(7)])
    #expect(Self.closed(progress) == ["outbox test: a"])
    #expect(state.nextJob()?.keys.map { $0.events.map(\.id) } == [["3"]])
    _ = state.finish([Support.outcome("a", 1)])
    #expect(state.isSettled && state.heldKeys.isEmpty)
  }

  @Test("the last event of a key can be dropped while it waits for its turn")
  func dropsTheLast() throws {
    var state = Self.failing(1)
    try state.drop(event: "3", reason: "x", by: "ann", Ticket(1))
    let isFound = state.retry(event: "1")
    #expect(isFound)
    try state.drop(event: "1", reason: "x", by: "ann", Ticket(2))
    #expect(state.nextJob() == nil && state.isSettled && state.heldKeys.isEmpty)
    state.add([Support.event(9, "a")], at: 9)
    #expect(state.nextJob()?.keys.map { $0.events.map(\.id) } == [["9"]])
  }

  @Test("what is being delivered, or is not held, cannot be dropped")
  func refusesToDrop() {
    var state = Self.failing(1)
    state.retry("a", after: 1)
    _ = state.nextJob()
    #expect(Self.refusal(of: "1", &state) == .notPossible)
    #expect(Self.refusal(of: "2", &state) == .unknownEvent)
    #expect(state.takeProgress()?.dropped.isEmpty == true)
  }

  private static func refusal(of event: String, _ state: inout RelayState) -> EngineError.Code? {
    do throws(EngineError) {
      try state.drop(event: event, reason: "x", by: "ann", Ticket(1))
      return nil
    } catch {
      return error.code
    }
  }

  @Test("incidents of before a restart end with their keys, and those of keys that are held no more end at once")
  func restarts() {
    var state = RelayState(sink: "test", cursor: 3)
    state.addHeld(Support.event(1, "a"))
    state.takeUpIncidents(of: ["test: a", "test: gone", "other: gone"])
    #expect(Self.closed(state.takeProgress()) == ["outbox test: gone"])
    _ = state.nextJob()
    _ = state.finish([Support.outcome("a", 1)])
    #expect(Self.closed(state.takeProgress()) == ["outbox test: a"])
  }
}
