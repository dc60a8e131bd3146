import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Searching any store")
struct SearchTests {
  /// Twelve instances of two sagas, a minute apart; every fourth fails, number 8 stands still, number 12 ended badly.
  private static func rows() -> [InstanceRow] {
    (1...12).map { id in
      var row = InstanceRow.running(Int64(id), saga: id % 2 == 0 ? "a" : "b", key: "k\(id)")
      row.startedAt = .noon + .minutes(Int64(id))
      row.updatedAt = row.startedAt
      if id % 4 == 0 {
        row.isFailing = true
        row.step = id == 8 ? "charge" : "ship"
        row.code = "timed_out"
      }
      if id == 8 { row.isStuck = true }
      if id == 12 {
        row.status = .failed
        row.isFailing = false
        row.step = nil
        row.code = "card_declined"
      }
      if id == 10 { row.status = .compensating }
      if id == 9 { row.status = .compensated }
      if id < 4 { row.status = .completed }
      return row
    }
  }

  private static func minute(_ number: Int64) -> Timestamp { .noon + .minutes(number) }

  static let queries: [(query: InstanceQuery, ids: [Int64])] = [
    (InstanceQuery().with(\.isStuck, true), [8]),
    (InstanceQuery().with(\.isFailing, true), [8, 4]),
    (InstanceQuery().with(\.isFailing, false).with(\.saga, "a"), [12, 10, 6, 2]),
    (InstanceQuery().with(\.isFailing, true).with(\.isStuck, false), [4]),
    (InstanceQuery().with(\.step, "ship"), [4]),
    (InstanceQuery().with(\.code, "timed_out"), [8, 4]),
    (InstanceQuery().with(\.code, "card_declined").with(\.statuses, [.failed]), [12]),
    (InstanceQuery().with(\.code, "card_declined").with(\.statuses, [.running]), []),
    (InstanceQuery().with(\.statuses, [.failed, .compensated]), [12, 9]),
    (InstanceQuery().with(\.statuses, [.running, .compensating]).with(\.limit, 3), [11, 10, 8]),
    (InstanceQuery().with(\.statuses, [.compensating, .completed]), [10, 3, 2, 1]),
    (InstanceQuery().with(\.statuses, []), []),
    (InstanceQuery().with(\.startedUntil, minute(3)), [3, 2, 1]),
    (InstanceQuery().with(\.startedFrom, minute(11)), [12, 11]),
    (InstanceQuery().with(\.startedFrom, minute(4)).with(\.startedUntil, minute(5)), [5, 4]),
    (InstanceQuery().with(\.startedFrom, minute(13)), []),
    (InstanceQuery().with(\.startedUntil, minute(0)), []),
    (InstanceQuery().with(\.startedUntil, minute(20)).with(\.before, InstanceID(3)), [2, 1]),
  ]

  @Test("instances are found by whatever is known of them", arguments: StoreKind.allCases, queries.indices)
  func find(kind: StoreKind, example: Int) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.of { $0.created = Self.rows() })

    let found = try store.reader().instances(Self.queries[example].query)

    #expect(found.map(\.id.number) == Self.queries[example].ids)
    #expect(found.allSatisfy { row in Self.rows().contains(row) })
  }

  @Test("a search that meets its bounds says where it goes on", arguments: StoreKind.allCases)
  func bounds(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.of { $0.created = Self.rows() })
    let reader = try store.reader()
    var query = InstanceQuery(limit: 2)
    var pages: [[Int64]] = []

    repeat {
      let page = try reader.search(query, within: SearchBounds(examined: 5, evaluated: 5)) { $0.id.number % 3 == 0 }
      pages.append(page.rows.map(\.id.number))
      query.before = page.next
    } while query.before != nil && pages.count < 9

    #expect(pages == [[12, 9], [6, 3], []])
  }

  @Test("instances that do not fit cost no condition", arguments: StoreKind.allCases)
  func evaluations(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.of { $0.created = Self.rows() })
    var query = InstanceQuery()
    query.step = "ship"

    let page = try store.reader().search(query, within: SearchBounds(examined: 100, evaluated: 1)) { _ in false }

    #expect(page.rows == [])
    #expect(page.next == InstanceID(4), "the first that fits is the last that may be asked")
  }

  @Test("what is failing is written with a change, and gone with the next", arguments: StoreKind.allCases)
  func update(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.starting(1...2))
    var row = InstanceRow.running(1, key: "order-1")
    row.isFailing = true
    row.step = "charge"
    row.code = "unavailable"
    var query = InstanceQuery()
    query.isFailing = true

    try store.commit(.of { $0.updated = [row] })
    #expect(try store.reader().instances(query) == [row])
    try store.commit(.of { $0.updated = [.running(1, key: "order-1")] })

    #expect(try store.reader().instances(query) == [])
    #expect(try store.reader().instance(InstanceID(1)) == .running(1, key: "order-1"))
  }
}
