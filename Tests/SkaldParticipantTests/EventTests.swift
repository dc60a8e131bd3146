import SkaldParticipant
import SkaldValue
import Synchronization
import Testing

@Suite("Events of a participant")
struct EventTests {
  let bank: Bank

  init() throws { bank = try Bank() }

  private func emit(_ key: String, _ number: Int64) async throws {
    _ = try await bank.participant.write { db in try db.emit("paid.v1", key: key, ["n": .int(number)]) }
  }

  @Test("events of one key are sent in order, and forgotten once they are acknowledged")
  func order() async throws {
    for number in 1...3 { try await emit("a", Int64(number)) }
    let sent = Mutex<[Int64]>([])
    let next = try await bank.participant.relayDue { event in
      sent.withLock { $0.append(event.data["n"]?.int ?? 0) }
      return .acknowledged
    }
    #expect(sent.withLock { $0 } == [1, 2, 3])
    #expect(next == nil)
  }

  @Test("an event that fails holds back its own key alone, and comes again with the same id")
  func backOff() async throws {
    try await emit("a", 1)
    try await emit("a", 2)
    try await emit("b", 3)
    let sent = Mutex<[OutboxEvent]>([])
    let next = try await bank.participant.relayDue { event in
      sent.withLock { $0.append(event) }
      return event.key == "a" ? .failed : .acknowledged
    }
    let first = sent.withLock { $0 }
    #expect(first.map { $0.data["n"]?.int } == [1, 3])
    #expect(next == Timestamp(milliseconds: 1_800_000_000_100))

    let later = try bank.later(Milliseconds(100))
    try await later.relayDue { event in
      sent.withLock { $0.append(event) }
      return .acknowledged
    }
    let all = sent.withLock { $0 }
    #expect(all.dropFirst(2).map { $0.data["n"]?.int } == [1, 2])
    #expect(all[2].id == first[0].id)
  }

  @Test("an event of work that failed or was refused is never sent")
  func takenBack() async throws {
    for fault in [Refusal("no") as any Error, Bank.Broken()] {
      _ = await bank.participant.answer(try .charge("\(fault)")) { db in
        try db.emit("paid.v1", key: "a", [:])
        throw fault
      }
    }
    #expect(try await bank.participant.relayDue { _ in .failed } == nil)
  }

  @Test("an event that comes again does nothing, in another source or after the window it does")
  func inbox() async throws {
    func take(_ participant: Participant, from source: String = "shop") async throws -> Arrival {
      try await participant.receive("e-1", from: source) { db in
        try db.execute("INSERT INTO ledger VALUES ('7', 1, 'event')")
      }
    }
    #expect(try await take(bank.participant) == .new)
    #expect(try await take(bank.participant) == .known)
    #expect(try await take(bank.participant, from: "other") == .new)
    #expect(try await take(bank.later(.days(7))) == .new)
    #expect(try await bank.net() == 3)
  }

  @Test("an event whose work failed is new when it comes again")
  func inboxCrash() async throws {
    await #expect(throws: WorkFault.self) {
      try await bank.participant.receive("e-1", from: "shop") { _ in throw Bank.Broken() }
    }
    #expect(try await bank.participant.receive("e-1", from: "shop") { _ in } == .new)
  }
}
