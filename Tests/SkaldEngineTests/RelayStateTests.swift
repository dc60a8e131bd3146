import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("What goes next to a sink")
struct RelayStateTests {
  @Test("events of one key go in one job, in their order")
  func keepsTheOrder() throws {
    var state = Self.state(["a", "b", "a"])
    let jobFound = state.nextJob()
    let job = try #require(jobFound)
    let otherFound = state.nextJob()
    let other = try #require(otherFound)
    #expect(job.keys.map(\.key) == ["a"])
    #expect(job.keys.first?.events.map(\.place.position) == [1, 3])
    #expect(other.keys.first?.events.map(\.place.position) == [2])
    #expect(state.nextJob() == nil)
  }

  @Test("the cursor moves up to the first event that is not acknowledged")
  func movesTheCursor() throws {
    var state = Self.state(["a", "b", "c"])
    let jobs = [state.nextJob(), state.nextJob(), state.nextJob()]
    #expect(jobs.allSatisfy { $0 != nil })
    _ = state.finish([Self.outcome("b", 1)])
    #expect(state.takeProgress() == nil)
    _ = state.finish([Self.outcome("a", 1)])
    #expect(state.takeProgress()?.cursor == 2)
    _ = state.finish([Self.outcome("c", 1)])
    #expect(state.takeProgress()?.cursor == 3)
    #expect(state.isSettled)
  }

  @Test("a key that fails is held with all that follows, and the cursor passes it")
  func holdsAFailingKey() throws {
    var state = Self.state(["a", "b", "a"])
    _ = state.nextJob()
    _ = state.nextJob()
    #expect(state.finish([Self.outcome("a", 0, fails: true)]).map(\.failures) == [1])
    _ = state.finish([Self.outcome("b", 1)])
    let progressFound = state.takeProgress()
    let progress = try #require(progressFound)
    #expect(progress.cursor == 3)
    #expect(progress.held.map(\.place.position) == [1, 3])
    state.add([Self.event(4, "a")], at: 4)
    let laterFound = state.takeProgress()
    let later = try #require(laterFound)
    #expect(later.cursor == 4)
    #expect(later.held.map(\.place.position) == [4])
    #expect(state.nextJob() == nil)
  }

  @Test("a held key is tried with one event, and released as it is acknowledged")
  func releasesAHeldKey() throws {
    var state = Self.state(["a", "a"])
    _ = state.nextJob()
    _ = state.finish([Self.outcome("a", 0, fails: true)])
    _ = state.takeProgress()
    state.retry("a", after: 1)
    #expect(state.nextJob()?.keys.first?.events.count == 1)
    _ = state.finish([Self.outcome("a", 1)])
    #expect(state.takeProgress()?.released.map(\.position) == [1])
    #expect(state.nextJob()?.keys.first?.events.map(\.place.position) == [2])
    _ = state.finish([Self.outcome("a", 1)])
    #expect(state.takeProgress()?.released.map(\.position) == [2])
    #expect(state.isSettled)
  }

  @Test("an acknowledged part of a job counts when the rest fails")
  func countsWhatWasAcknowledged() throws {
    var state = Self.state(["a", "a", "a"])
    _ = state.nextJob()
    _ = state.finish([Self.outcome("a", 1, fails: true)])
    let progressFound = state.takeProgress()
    let progress = try #require(progressFound)
    #expect(progress.cursor == 3)
    #expect(progress.held.map(\.place.position) == [2, 3])
  }

  @Test("a key is in one job at a time")
  func keepsAKeyInOneJob() {
    var state = Self.state(["a"])
    _ = state.nextJob()
    state.add([Self.event(2, "a")], at: 2)
    state.retry("a", after: 1)
    #expect(state.nextJob() == nil)
  }

  @Test("many keys are spread over as many jobs as there may be")
  func spreadsKeys() {
    var state = Self.state((0..<40).map { "key-\($0)" })
    var counts: [Int] = []
    while let job = state.nextJob() { counts.append(job.keys.count) }
    #expect(counts.count <= RelayState.jobsMax)
    #expect(counts.reduce(0, +) == 40)
    #expect((counts.max() ?? 0) <= 3)
  }

  @Test("a sink that is down fills the memory no further than its limit")
  func isBounded() {
    var state = Self.state((0..<RelayState.eventsMax).map { "key-\($0)" })
    #expect(!state.hasRoom)
    while let job = state.nextJob() { _ = state.finish(job.keys.map { Self.outcome($0.key, 0, fails: true) }) }
    #expect(!state.hasRoom)
  }

  static func state(_ keys: [String]) -> RelayState {
    var state = RelayState(sink: "test", cursor: 0)
    for (index, key) in keys.enumerated() {
      let position = Int64(index + 1)
      state.add([event(position, key)], at: position)
    }
    return state
  }

  static func event(_ position: Int64, _ key: String) -> OutboundEvent {
    OutboundEvent(
      place: .init(position: position, index: 0), id: "\(position)", saga: "order", subject: nil,
      time: VirtualRun.epoch, event: EmittedEvent(name: "e", topic: nil, key: nil, data: [:]), orderingKey: key)
  }

  static func outcome(_ key: String, _ acknowledged: Int, fails: Bool = false) -> RelayState.Outcome {
    .init(key: key, acknowledged: acknowledged, failure: fails ? SinkError(message: "no answer") : nil)
  }
}
