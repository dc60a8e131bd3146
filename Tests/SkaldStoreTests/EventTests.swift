import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Events in any store")
struct EventTests {
  @Test("an event is seen once it is stored, by source and id", arguments: StoreKind.allCases)
  func seen(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.of { $0.inbox = [.event("e1"), .event("e2", isParked: true)] })

    #expect(try store.hasSeen(source: "shop", id: "e1"))
    #expect(try store.hasSeen(source: "shop", id: "e2"))
    #expect(try !store.hasSeen(source: "bank", id: "e1"))
    #expect(try !store.hasSeen(source: "shop", id: "e3"))
  }

  static let keys: [(key: JSON, ids: [String])] = [
    (4711, ["b", "a"]), ("4711", ["text"]), (.null, ["null"]), (["x": 1, "y": 2], ["object"]), (1, []),
  ]

  @Test("parked events come by type and key, oldest first", arguments: StoreKind.allCases, keys)
  func parked(kind: StoreKind, example: (key: JSON, ids: [String])) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(
      .of { batch in
        batch.inbox = [
          .event("b", isParked: true), .event("a", isParked: true), .event("taken"),
          .event("text", key: "4711", isParked: true),
          .event("null", key: .null, isParked: true), .event("object", key: ["y": 2, "x": 1], isParked: true),
        ]
      })

    #expect(try store.parked(event: "Paid", key: example.key).map { $0.id } == example.ids)
    #expect(try store.parked(event: "Shipped", key: example.key).isEmpty)
  }

  @Test("instances are found by their hashes until they are let go", arguments: StoreKind.allCases)
  func correlated(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let entries = [(-5, 2), (-5, 1), (7, 1)].map { Correlation(hash: $0.0, instance: InstanceID($0.1)) }
    try store.commit(.of { $0.correlated = entries + entries })
    #expect(try store.correlated(under: -5) == [InstanceID(1), InstanceID(2)])
    #expect(try store.correlated(under: 5).isEmpty)
    store.close()
    let again = home.store()
    _ = try again.claim(at: .noon)
    try again.commit(.of { $0.uncorrelated = [entries[1], entries[2]] })
    #expect(try again.correlated(under: -5) == [InstanceID(2)])
    #expect(try again.correlated(under: 7).isEmpty)
  }

  @Test("events that wait for an entity come apart from those that wait for an instance", arguments: StoreKind.allCases)
  func keptStarts(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    var kept = ["b", "a", "gone"].map { InboxRow.event($0) }
    for index in kept.indices { kept[index].wait = .lock }

    try store.commit(.of { $0.inbox = kept + [.event("parked", isParked: true), .event("taken")] })
    try store.commit(.of { $0.unparked = [("shop", "gone")] })

    #expect(try store.keptStarts() == Array(kept.prefix(2)))
    #expect(try store.parked(event: "Paid", key: 4711).map { $0.id } == ["parked"])
    store.close()
    let again = home.store()
    #expect(try again.claim(at: .noon).parkedCount == 3)
    try again.commit(.of { $0.parkedBefore = .noon })
    #expect(try again.keptStarts().isEmpty)
    #expect(try !again.hasSeen(source: "shop", id: "a"))
  }

  @Test("a parked event that found its instance is parked no longer, but stays seen", arguments: StoreKind.allCases)
  func unparked(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.of { $0.inbox = [.event("e1", isParked: true), .event("e2", isParked: true)] })

    try store.commit(.of { $0.unparked = [("shop", "e1"), ("shop", "unknown")] })

    #expect(try store.parked(event: "Paid", key: 4711) == [.event("e2", isParked: true)])
    #expect(try store.hasSeen(source: "shop", id: "e1"))
    store.close()
    #expect(try home.store().claim(at: .noon).parkedCount == 1)
  }

  @Test("old parked events are dropped, and ids that no broker repeats any more", arguments: StoreKind.allCases)
  func dropped(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let old = Timestamp(milliseconds: Timestamp.noon.milliseconds - Milliseconds.days(7).count)
    try store.commit(
      .of { batch in
        batch.inbox = [
          .event("old", at: old, isParked: true), .event("young", at: old + .hours(1), isParked: true),
          .event("old seen", at: old), .event("young seen", at: old + .hours(1)),
          .event("old taken", at: old, isParked: true),
        ]
      })

    try store.commit(.of { $0.unparked = [("shop", "old taken")] })
    try store.commit(.of { $0.parkedBefore = old })

    #expect(try store.parked(event: "Paid", key: 4711).map { $0.id } == ["young"])
    #expect(try !store.hasSeen(source: "shop", id: "old"))
    #expect(try !store.hasSeen(source: "shop", id: "old seen"))
    #expect(try !store.hasSeen(source: "shop", id: "old taken"))
    #expect(try store.hasSeen(source: "shop", id: "young seen"))
  }

  @Test("the outbox gives rows with events after a position, in order", arguments: StoreKind.allCases)
  func outbox(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(
      .of { batch in
        batch.created = [.running(1, key: "order-1"), .running(2)]
        batch.journal = [
          .started(1, of: 1, emits: 2), .started(2, of: 2), .recovered(3, of: 2, sequence: 2, emits: 1),
          .recovered(9, of: 1, sequence: 2, emits: 1),
        ]
      })
    let reader = try store.reader()

    let all = try reader.outbox(after: 0, limit: 10)

    #expect(all.map { $0.position } == [1, 3, 9])
    #expect(
      all.first
        == OutboxRow(
          position: 1, instance: InstanceID(1), saga: "place-order", key: "order-1", at: .noon,
          events: [.numbered(0), .numbered(1)]))
    #expect(all.map { $0.key } == ["order-1", nil, "order-1"])
    #expect(try reader.outbox(after: 1, limit: 1).map { $0.position } == [3])
    #expect(try reader.outbox(after: 9, limit: 1).isEmpty)
    #expect(try reader.outbox(at: [9, 2, 1, 5]).map { $0.position } == [1, 9])
  }

  @Test("a sink's cursor and the events that it holds back survive", arguments: StoreKind.allCases)
  func sinks(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let places = [(3, 0), (1, 1), (1, 0)].map { OutboundEvent.Place(position: $0.0, index: $0.1) }
    #expect(try store.reader().cursor(sink: "webhook") == 0)
    #expect(try store.reader().cursors().isEmpty)
    try store.commit(.of { $0.cursors = [("new", 0)] })
    try store.commit(
      .of { batch in
        batch.cursors = [("webhook", 3), ("file", 1), ("webhook", 4)]
        batch.held = places.map { ("webhook", "4711", $0) } + [("webhook", "4711", places[0])]
      })

    try store.commit(.of { $0.released = [("webhook", places[1]), ("file", places[0])] })
    store.close()

    let reader = try home.claimed().reader()
    #expect(try reader.cursor(sink: "webhook") == 4)
    #expect(try reader.cursor(sink: "file") == 1)
    #expect(try reader.cursors().map { "\($0.sink) \($0.position)" } == ["file 1", "new 0", "webhook 4"])
    #expect(try reader.held(sink: "webhook") == [places[2], places[0]])
    #expect(try reader.held(sink: "file").isEmpty)
  }
}
