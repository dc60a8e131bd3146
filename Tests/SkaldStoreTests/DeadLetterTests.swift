import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Dead letters in any store")
struct DeadLetterTests {
  static func letter(
    _ position: Int64, _ index: Int = 0, sink: String = "webhook", attempts: Int = 3, error: String = "refused"
  ) -> DeadLetter {
    DeadLetter(
      sink: sink, place: .init(position: position, index: index), orderingKey: "4711", attempts: attempts, error: error,
      failingSince: .noon, at: .noon + .minutes(1))
  }

  /// Two instances with two events in each of their rows, and letters in no order.
  private static func store(_ home: Home) throws -> any Store {
    let store = try home.claimed()
    try store.commit(
      .of { batch in
        batch.created = [InstanceRow.running(1, key: "order-1").with(.completed), .running(2)]
        batch.journal = [.started(1, of: 1, emits: 2), .started(2, of: 2, emits: 2)]
        batch.cursors = [("webhook", 2), ("peer", 2)]
        batch.deadLetters = [letter(2), letter(1, 1), letter(1, 0, sink: "peer"), letter(1, 0)]
      })
    return store
  }

  @Test("they come by place and sink, page by page, also after a kill", arguments: StoreKind.allCases)
  func pages(kind: StoreKind) throws {
    let home = try Home(kind)
    let first = try Self.store(home)
    let store = try home.storeAfterKill()
    _ = try store.claim(at: .noon)
    let reader = try store.reader()
    let all = [
      Self.letter(1, 0, sink: "peer"), Self.letter(1, 0), Self.letter(1, 1), Self.letter(2),
    ]
    #expect(try reader.deadLetters(DeadLetterQuery()) == all)
    #expect(try reader.deadLetters(DeadLetterQuery(sink: "peer")) == [all[0]])
    #expect(try reader.deadLetters(DeadLetterQuery(place: .init(position: 1, index: 0))) == Array(all.prefix(2)))
    #expect(try reader.deadLetters(DeadLetterQuery(sink: "peer", place: .init(position: 1, index: 1))).isEmpty)
    #expect(try reader.deadLetters(DeadLetterQuery(after: all[1].mark, limit: 1)) == [all[2]])
    #expect(try reader.deadLetters(DeadLetterQuery(sink: "webhook", after: all[0].mark)) == Array(all.dropFirst()))
    #expect(try reader.deadLetterCounts().map { "\($0.sink) \($0.count)" } == ["peer 1", "webhook 3"])
    withExtendedLifetime(first) {}
  }

  @Test("one that failed again is replaced, and one that is settled is gone", arguments: StoreKind.allCases)
  func settles(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try Self.store(home)
    let again = Self.letter(2, attempts: 4, error: "again")
    try store.commit(
      .of { batch in
        batch.deadLetters = [again]
        batch.settledLetters = [("webhook", .init(position: 1, index: 0)), ("nobody", .init(position: 2, index: 0))]
      })
    let found = try store.reader().deadLetters(DeadLetterQuery(sink: "webhook"))
    #expect(found == [Self.letter(1, 1), again])
    #expect(try store.reader().deadLetters(DeadLetterQuery(sink: "peer")).count == 1)
  }

  @Test("an instance that is archived takes its own along, and no others", arguments: StoreKind.allCases)
  func archives(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try Self.store(home)
    try store.commit(.of { $0.archived = [InstanceID(1), InstanceID(2)] })
    #expect(try store.reader().deadLetters(DeadLetterQuery()) == [Self.letter(2)])
  }
}

@Suite("Messages in any store")
struct MessageTests {
  private static func time(_ minute: Int64) -> Timestamp { .noon + .minutes(minute) }

  /// Six rows a minute apart, of which all but the third have an event, with gaps between their positions.
  private static func store(_ home: Home) throws -> any Store {
    let store = try home.claimed()
    for number in Int64(1)...6 {
      let event: SagaEvent = SagaEvent(at: time(number), .recovered)
      try store.commit(
        .of { batch in
          if number == 1 { batch.created = [.running(1, key: "order-1")] }
          batch.journal = [
            JournalRow(
              position: number * 10, instance: InstanceID(1), sequence: number, event: event,
              emitted: number == 3 ? [] : [.numbered(0)])
          ]
          batch.inbox = [.event("e\(number)", at: time(number), isParked: number > 4)]
        })
    }
    return store
  }

  @Test("the outbox is read backwards from a position", arguments: StoreKind.allCases)
  func backwards(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try Self.store(home)
    let reader = try store.reader()
    #expect(try reader.outbox(before: .max, limit: 2).map(\.position) == [60, 50])
    #expect(try reader.outbox(before: 50, limit: 2).map(\.position) == [40, 20])
    #expect(try reader.outbox(before: 10, limit: 2).isEmpty)
    #expect(try reader.outbox(before: .max, limit: 1).first == reader.outbox(at: [60]).first)
  }

  static let times: [(minute: Int64, position: Int64, number: Int64)] = [
    (0, 0, 0), (1, 0, 0), (2, 10, 1), (4, 30, 3), (6, 50, 5), (7, 60, 6), (600, 60, 6),
  ]

  @Test("the last of what was there before a time is found", arguments: StoreKind.allCases, times)
  func lastBefore(kind: StoreKind, example: (minute: Int64, position: Int64, number: Int64)) throws {
    let home = try Home(kind)
    let store = try Self.store(home)
    let reader = try store.reader()
    #expect(try reader.lastPosition(before: Self.time(example.minute)) == example.position)
    #expect(try reader.lastInboxNumber(before: Self.time(example.minute)) == example.number)
  }

  @Test("nothing comes before any time in an empty store", arguments: StoreKind.allCases)
  func empty(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let reader = try store.reader()
    #expect(try reader.lastPosition(before: .noon) == 0)
    #expect(try reader.lastInboxNumber(before: .noon) == 0)
    #expect(try reader.outbox(before: .max, limit: 1).isEmpty)
    #expect(try reader.inbox(.before(.max), limit: 1).isEmpty)
  }

  @Test("events that came in are read both ways, with what they wait for", arguments: StoreKind.allCases)
  func inbox(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try Self.store(home)
    try store.commit(.of { $0.unparked = [("shop", "e5")] })
    let reader = try store.reader()
    #expect(try reader.inbox(.after(4), limit: 9).map(\.row.id) == ["e5", "e6"])
    #expect(try reader.inbox(.before(3), limit: 9).map(\.row.id) == ["e2", "e1"])
    #expect(try reader.inbox(.before(.max), limit: 2).map(\.row.isParked) == [true, false])
    #expect(try reader.inbox(.after(0), limit: 1) == [InboxEntry(number: 1, row: .event("e1", at: Self.time(1)))])
  }

  @Test("what no broker repeats any more is not listed", arguments: StoreKind.allCases)
  func forgets(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let old = Timestamp.noon + Milliseconds(-Milliseconds.days(8).count)
    try store.commit(.of { $0.inbox = [.event("old", at: old), .event("new")] })
    try store.commit(.of { $0.parkedBefore = old })
    #expect(try store.reader().inbox(.after(0), limit: 9).map(\.row.id) == ["new"])
  }
}
