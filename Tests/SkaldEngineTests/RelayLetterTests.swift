import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("What a relay puts aside")
struct RelayLetterTests {
  private typealias Support = RelayStateTests

  private static func state(_ policy: PoisonPolicy, _ keys: [String]) -> RelayState {
    var state = RelayState(sink: "test", cursor: 0, policy: policy)
    state.now = VirtualRun.epoch
    for (index, key) in keys.enumerated() {
      state.add([Support.event(Int64(index + 1), key)], at: Int64(index + 1))
    }
    return state
  }

  /// One more try of the key `a` that fails, with the key `b` taken before it where the sink works otherwise.
  private static func fail(_ state: inout RelayState, refused: Bool = false, next: Int64? = nil) {
    if let next { state.add([Support.event(next, "b")], at: next) }
    while state.nextJob() != nil {}
    if next != nil { _ = state.finish([Support.outcome("b", 1)]) }
    let failure = SinkError(message: "no", isRefused: refused)
    _ = state.finish([.init(key: "a", acknowledged: 0, failure: failure)])
  }

  private static func incidents(_ progress: SinkProgress?) -> [String] {
    (progress?.incidents ?? []).map { change in
      switch change {
      case .opened(_, let incident, _): "opened \(incident.kind) \(incident.step)"
      case .closed(_, let kind, let step): "closed \(kind) \(step)"
      }
    }
  }

  @Test("an event that is refused for what it is goes aside at once, and its key goes on, unheld")
  func refused() throws {
    var state = Self.state(.deadLetter(.init()), ["a", "a"])
    Self.fail(&state, refused: true)
    let found = state.takeProgress()
    let progress = try #require(found)
    #expect(progress.deadLetters.map(\.place.position) == [1])
    #expect(progress.deadLetters.map(\.attempts) == [1] && progress.deadLetters.map(\.error) == ["no"])
    #expect(progress.cursor == 1 && progress.held.isEmpty && progress.released.isEmpty)
    #expect(Self.incidents(progress) == ["opened dead_letters test"])
    #expect(state.nextJob()?.keys.map { $0.events.map(\.id) } == [["2"]])
  }

  @Test("where the policy is to block, nothing goes aside, however often it is refused")
  func blocks() {
    var state = Self.state(.block, ["a", "a"])
    Self.fail(&state, refused: true)
    for number in 1...20 {
      state.retry("a", after: number)
      Self.fail(&state, refused: true, next: Int64(number + 10))
    }
    #expect(state.takeProgress()?.deadLetters.isEmpty == true)
    #expect(state.heldKeys.first?.events.map(\.id) == ["1", "2"])
  }

  @Test("failures count while the sink takes others, and the one that reaches the bound puts the event aside")
  func counts() throws {
    var state = Self.state(.deadLetter(.init(attempts: 3)), ["a", "a"])
    Self.fail(&state)
    state.retry("a", after: 1)
    Self.fail(&state, next: 11)
    #expect(state.takeProgress()?.deadLetters.isEmpty == true)
    state.retry("a", after: 2)
    Self.fail(&state, next: 12)
    let found = state.takeProgress()
    let progress = try #require(found)
    #expect(progress.deadLetters.map(\.attempts) == [3])
    #expect(progress.released.map(\.position) == [1])
    #expect(state.heldKeys.first?.events.map(\.id) == ["2"] && state.heldKeys.first?.failures == 0)
    #expect(state.nextJob()?.keys.map { $0.events.map(\.id) } == [["2"]])
  }

  @Test("while the sink takes nothing, no event is at fault; only the bound of time ends that")
  func outage() {
    var state = Self.state(.deadLetter(.init(attempts: 2, time: .hours(1))), ["a"])
    Self.fail(&state)
    for number in 1...20 {
      state.retry("a", after: number)
      Self.fail(&state)
    }
    #expect(state.takeProgress()?.deadLetters.isEmpty == true)
    state.now = state.now + .hours(1)
    state.retry("a", after: 21)
    Self.fail(&state)
    #expect(state.takeProgress()?.deadLetters.count == 1)
    #expect(state.isSettled && state.heldKeys.isEmpty)
  }

  @Test("the incident of a blocked key ends when its event goes aside")
  func endsTheIncident() {
    var state = Self.state(.deadLetter(.init(attempts: 99, time: .hours(2))), ["a"])
    Self.fail(&state)
    for hour in 1...2 {
      state.now = state.now + .hours(1)
      state.retry("a", after: hour)
      Self.fail(&state)
    }
    #expect(
      Self.incidents(state.takeProgress()) == [
        "opened outbox test: a", "opened dead_letters test", "closed outbox test: a",
      ])
  }

  /// A state with the first event put aside and told.
  private static func aside() -> (state: RelayState, message: DeadMessage) {
    var state = state(.deadLetter(.init()), ["a"])
    fail(&state, refused: true)
    let letter = state.takeProgress()?.deadLetters.first
    let unused = DeadLetter(
      sink: "", place: .init(position: 0, index: 0), orderingKey: "", attempts: 0, error: "",
      failingSince: VirtualRun.epoch, at: VirtualRun.epoch)
    return (state, DeadMessage(letter: letter ?? unused, event: Support.event(1, "a")))
  }

  @Test("one that is tried again and taken is settled, and with the last one the incident ends")
  func retries() throws {
    var (state, message) = Self.aside()
    state.add([Support.event(2, "a")], at: 2)
    try state.retry(message)
    try state.retry(message)
    let jobs = [state.nextJob(), state.nextJob(), state.nextJob()]
    // Beside the key's own lane, and once, however often it was asked for.
    #expect(jobs.compactMap { $0?.keys.first?.events.map(\.id) } == [["2"], ["1"]])
    _ = state.finish([Support.outcome(LetterBook.lane(of: "a"), 1)])
    let progress = state.takeProgress()
    #expect(progress?.settledLetters.map(\.position) == [1])
    #expect(Self.incidents(progress) == ["closed dead_letters test"])
    #expect(throws: EngineError.self) { try state.retry(message) }
  }

  @Test("one that fails again stays, with the new error, and holds nothing up")
  func failsAgain() throws {
    var (state, message) = Self.aside()
    try state.retry(message)
    _ = state.nextJob()
    let again = state.finish([
      .init(key: LetterBook.lane(of: "a"), acknowledged: 0, failure: SinkError(message: "still no"))
    ])
    #expect(again.isEmpty && state.isSettled)
    let progress = state.takeProgress()
    #expect(progress?.deadLetters.map(\.error) == ["still no"] && progress?.deadLetters.map(\.attempts) == [2])
    #expect(progress?.settledLetters.isEmpty == true)
    try state.retry(message)
    #expect(state.nextJob() != nil)
  }

  @Test("one that is dropped is settled and noted, unless it is being delivered")
  func drops() throws {
    var (state, message) = Self.aside()
    try state.retry(message)
    _ = state.nextJob()
    #expect(throws: EngineError.self) { try state.drop(message, reason: "x", by: "ann", Ticket(1)) }
    _ = state.finish([.init(key: LetterBook.lane(of: "a"), acknowledged: 0, failure: SinkError(message: "no"))])
    try state.retry(message)
    try state.drop(message, reason: "x", by: "ann", Ticket(2))
    let progress = state.takeProgress()
    #expect(progress?.dropped.map(\.ticket) == [Ticket(2)] && progress?.settledLetters.count == 1)
    #expect(Self.incidents(progress).last == "closed dead_letters test")
    #expect(state.nextJob() == nil)
    #expect(throws: EngineError.self) { try state.drop(message, reason: "x", by: "ann", Ticket(3)) }
  }

  @Test("a start tells of what the store has, and takes back what it has no more")
  func starts() {
    var some = RelayState(sink: "test", cursor: 0)
    some.takeUpLetters(2, isTold: false)
    #expect(Self.incidents(some.takeProgress()) == ["opened dead_letters test"])
    var none = RelayState(sink: "test", cursor: 0)
    none.takeUpLetters(0, isTold: true)
    #expect(Self.incidents(none.takeProgress()) == ["closed dead_letters test"])
    var told = RelayState(sink: "test", cursor: 0)
    told.takeUpLetters(2, isTold: true)
    #expect(told.takeProgress() == nil)
  }
}

@Suite("Ids of events")
struct EventIdentityTests {
  @Test(
    "the place of an event follows from its id",
    arguments: [(1, 0), (4095, 7), (4096, 4095), ((1 << 40) - 1, 12)] as [(Int64, Int)])
  func inverse(position: Int64, index: Int) {
    let mint = IdentityMint(scheme: .global, nonce: 0xDEAD_BEEF)
    let place = OutboundEvent.Place(position: position, index: index)
    let id = mint.eventID(at: VirtualRun.epoch, place)
    #expect(mint.place(ofEvent: id) == place)
    #expect(IdentityMint(scheme: .global, nonce: 1).place(ofEvent: id) == nil)
    #expect(IdentityMint(scheme: .counting, nonce: 1).place(ofEvent: "\(position)-\(index)") == place)
    #expect(mint.place(ofEvent: "nothing") == nil)
  }
}
