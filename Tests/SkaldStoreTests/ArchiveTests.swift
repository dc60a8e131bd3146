import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Archiving in any store")
struct ArchiveTests {
  /// Three instances: 1 ended and has a key, 2 is live, 3 ended and has none.
  private static func store(_ home: Home) throws -> any Store {
    let store = try home.claimed()
    try store.commit(
      .of { batch in
        batch.created = [
          InstanceRow.running(1, key: "order-1").with(.completed), .running(2, key: "order-2"),
          InstanceRow.running(3).with(.failed),
        ]
        batch.journal = [
          .started(1, of: 1, emits: 1), .started(2, of: 2, emits: 1), .started(3, of: 3, emits: 1),
          .recovered(4, of: 1, sequence: 2, emits: 1), .recovered(5, of: 2, sequence: 2, emits: 1),
        ]
      })
    return store
  }

  @Test("an archived instance goes with its journal, and others stay as they are", arguments: StoreKind.allCases)
  func whole(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try Self.store(home)

    try store.commit(.of { $0.archived = [InstanceID(1), InstanceID(3)] })

    let reader = try store.reader()
    #expect(try reader.instances(InstanceQuery()).map(\.id.number) == [2])
    #expect(try reader.journal(of: InstanceID(1)).isEmpty)
    #expect(try store.journal(of: InstanceID(3)).isEmpty)
    #expect(try reader.journal(of: InstanceID(2)).map(\.position) == [2, 5])
    #expect(try reader.outbox(after: 0, limit: 10).map(\.position) == [2, 5])
    #expect(try reader.outbox(at: [1, 5]).map(\.position) == [5])
  }

  @Test("the key of an archived instance is found for ever", arguments: StoreKind.allCases)
  func keys(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try Self.store(home)
    try store.commit(.of { $0.archived = [InstanceID(1), InstanceID(3)] })
    let expected = InstanceRow.running(1, key: "order-1").with(.completed)

    #expect(try store.find(saga: "place-order", key: "order-1") == expected)
    #expect(try store.find(saga: "other", key: "order-1") == nil)
    #expect(try store.reader().archived(InstanceID(1)) == expected)
    #expect(try store.reader().archived(InstanceID(2)) == nil)
    #expect(try store.reader().archived(InstanceID(3)) == nil)
    store.close()
    let next = try home.claimed()
    #expect(try next.find(saga: "place-order", key: "order-1") == expected)
  }

  @Test("what is live or gone is left as it is, and a repeat changes nothing", arguments: StoreKind.allCases)
  func idempotent(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try Self.store(home)

    for _ in 0..<2 { try store.commit(.of { $0.archived = [InstanceID(1), InstanceID(2), InstanceID(9)] }) }

    #expect(try store.live() == [2])
    #expect(try store.journal(of: InstanceID(2)).count == 2)
    #expect(try store.find(saga: "place-order", key: "order-2") == .running(2, key: "order-2"))
  }

  @Test("what has an open incident stays until somebody has seen to it", arguments: StoreKind.allCases)
  func incidents(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try Self.store(home)
    let incident = Incident(kind: "late_effect_after_undo", step: "charge", message: "look", blocks: false)
    try store.commit(.of { $0.incidents = [.opened(InstanceID(1), incident, at: .noon)] })

    try store.commit(.of { $0.archived = [InstanceID(1), InstanceID(3)] })

    #expect(try store.reader().instances(InstanceQuery()).map(\.id.number) == [2, 1])
    #expect(try store.journal(of: InstanceID(1)).count == 2)
    #expect(try store.reader().archived(InstanceID(1)) == nil)
    #expect(try store.reader().ended(after: InstanceID(0), until: .noon, among: 10).instances == [])
    try store.commit(.of { $0.incidents = [.closed(InstanceID(1), kind: incident.kind, step: incident.step)] })
    #expect(try store.reader().ended(after: InstanceID(0), until: .noon, among: 10).instances.count == 1)
    try store.commit(.of { $0.archived = [InstanceID(1)] })
    #expect(try store.reader().instances(InstanceQuery()).map(\.id.number) == [2])
  }

  @Test("the numbers of archived instances and transitions are not given again", arguments: StoreKind.allCases)
  func numbers(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try Self.store(home)
    try store.commit(.of { $0.archived = [InstanceID(3)] })
    store.close()

    let claim = try home.store().claim(at: .noon)

    #expect(claim.nextInstance == 4)
    #expect(claim.nextPosition == 6)
  }

  static let examples: [(after: Int64, until: Int64, count: Int, ids: [Int64], next: Int64?)] = [
    (0, 60, 10, [1, 3, 5], nil),
    (0, 60, 2, [1], 2),
    (2, 60, 2, [3], 4),
    (4, 60, 2, [5], 6),
    (0, 30, 10, [1], nil),
    (0, 30, 3, [1], 3),
    (0, 25, 4, [1], nil),
    (6, 60, 2, [], nil),
    (0, -1, 2, [], nil),
  ]

  @Test("ended instances are found stretch by stretch", arguments: StoreKind.allCases, examples)
  func stretches(
    kind: StoreKind, example: (after: Int64, until: Int64, count: Int, ids: [Int64], next: Int64?)
  ) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    // Each began ten seconds after the one before; the odd ones ended nineteen seconds later.
    try store.commit(
      .of { batch in
        batch.created = (Int64(1)...6).map { id in
          var row = InstanceRow.running(id).with(id % 2 == 1 ? .completed : .running)
          row.startedAt = .noon + .seconds((id - 1) * 10)
          row.updatedAt = row.startedAt + .seconds(id % 2 == 1 ? 19 : 1)
          return row
        }
      })

    let found = try store.reader().ended(
      after: InstanceID(example.after), until: .noon + .seconds(example.until), among: example.count)

    #expect(found.instances.map(\.id.number) == example.ids)
    #expect(found.next?.number == example.next)
  }
}
