import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Reading from any store")
struct ReadingTests {
  @Test("an instance is found by saga and key together", arguments: StoreKind.allCases)
  func find(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let rows: [InstanceRow] = [
      .running(1, saga: "a", key: "k"), .running(2, saga: "b", key: "k"), .running(3, saga: "a", key: nil),
      .running(4, saga: "a", key: nil), .running(5, saga: "a", key: ""), .running(6, saga: "a", key: "k'; --\u{0}é"),
    ]
    try store.commit(.of { $0.created = rows })

    #expect(try store.find(saga: "a", key: "k") == rows[0])
    #expect(try store.find(saga: "b", key: "k") == rows[1])
    #expect(try store.find(saga: "a", key: "") == rows[4])
    #expect(try store.find(saga: "a", key: "k'; --\u{0}é") == rows[5])
    #expect(try store.find(saga: "c", key: "k") == nil)
    #expect(try store.find(saga: "a", key: "k'; --") == nil)
  }

  @Test("a journal is read in the order of its transitions, whoever reads", arguments: StoreKind.allCases)
  func journal(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(
      .of { batch in
        batch.created = [.running(1), .running(2)]
        batch.journal = [.started(1, of: 1, emits: 2), .started(2, of: 2), .recovered(3, of: 1, sequence: 2)]
      })
    try store.commit(.of { $0.journal = [.recovered(7, of: 1, sequence: 3, emits: 1)] })
    let expected: [JournalRow] = [
      .started(1, of: 1, emits: 2), .recovered(3, of: 1, sequence: 2), .recovered(7, of: 1, sequence: 3, emits: 1),
    ]

    #expect(try store.journal(of: InstanceID(1)) == expected)
    #expect(try store.reader().journal(of: InstanceID(1)) == expected)
    #expect(try store.journal(of: InstanceID(9)).isEmpty)
  }

  @Test("live instances come in the order of their numbers", arguments: StoreKind.allCases)
  func live(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let statuses: [(Int64, Status)] = [
      (5, .running), (3, .compensating), (4, .completed), (2, .failed), (1, .running), (6, .terminated),
    ]
    try store.commit(.of { batch in batch.created = statuses.map { InstanceRow.running($0.0).with($0.1) } })

    #expect(try store.live() == [1, 3, 5])
    #expect(try store.live() == [1, 3, 5], "a second walk begins at the start")
  }

  static let queries: [(query: InstanceQuery, ids: [Int64])] = [
    (InstanceQuery(), [6, 5, 4, 3, 2, 1]),
    (InstanceQuery(limit: 2), [6, 5]),
    (InstanceQuery(limit: 0), []),
    (InstanceQuery(before: InstanceID(3)), [2, 1]),
    (InstanceQuery(saga: "a"), [5, 3, 1]),
    (InstanceQuery(saga: "a", before: InstanceID(5), limit: 1), [3]),
    (InstanceQuery(status: .running), [6, 1]),
    (InstanceQuery(status: .compensating), [2]),
    (InstanceQuery(status: .completed), [3]),
    (InstanceQuery(status: .compensated), [4]),
    (InstanceQuery(status: .failed), [5]),
    (InstanceQuery(status: .terminated), []),
    (InstanceQuery(saga: "b", status: .compensated), [4]),
    (InstanceQuery(saga: "a", status: .compensated), []),
    (InstanceQuery(key: "k2"), [2]),
    (InstanceQuery(saga: "a", status: .failed, key: "k5", before: InstanceID(6)), [5]),
    (InstanceQuery(saga: "' OR 1=1 --"), []),
  ]

  @Test("instances are listed newest first by any combination", arguments: StoreKind.allCases, queries)
  func list(kind: StoreKind, example: (query: InstanceQuery, ids: [Int64])) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let statuses: [Status] = [.running, .compensating, .completed, .compensated, .failed, .running]
    try store.commit(
      .of { batch in
        batch.created = statuses.enumerated().map { index, status in
          let id = Int64(index) + 1
          return InstanceRow.running(id, saga: id % 2 == 1 ? "a" : "b", key: "k\(id)").with(status)
        }
      })

    #expect(try store.reader().instances(example.query).map { $0.id.number } == example.ids)
  }

  @Test(
    "a reader sees what was committed after it was opened, and nothing of a failed batch", arguments: StoreKind.allCases
  )
  func readerSeesCommitted(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let reader = try store.reader()
    #expect(try reader.instance(InstanceID(1)) == nil)

    try store.commit(.starting(1...1))
    var failing = CommitBatch.starting(2...2)
    failing.created.append(.running(1))
    #expect(throws: StoreError.self) { try store.commit(failing) }

    #expect(try reader.instance(InstanceID(1)) == .running(1, key: "order-1"))
    #expect(try reader.instance(InstanceID(2)) == nil)
    #expect(try reader.instances(InstanceQuery()).count == 1)
  }

  @Test("several readers read while the owner writes", arguments: StoreKind.allCases)
  func concurrentReaders(kind: StoreKind) async throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let readers = try (0..<3).map { _ in try store.reader() }

    let counts = try await withThrowingTaskGroup(of: Bool.self) { group in
      for reader in readers {
        group.addTask {
          var last = 0
          for _ in 0..<50 {
            let count = try reader.instances(InstanceQuery(limit: 1000)).count
            guard count >= last, count.isMultiple(of: 10) else { return false }
            last = count
          }
          return true
        }
      }
      for batch in 0..<20 { try store.commit(.starting(Int64(batch) * 10 + 1...Int64(batch) * 10 + 10)) }
      return try await group.reduce(into: []) { $0.append($1) }
    }

    #expect(counts == [true, true, true], "a reader sees whole batches, and never fewer than before")
  }
}
