import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Committing to any store")
struct CommitTests {
  /// Batches that contradict a store with the instances 1 and 2, each together with rows that alone would be accepted.
  static let contradictions: [(name: String, spoil: @Sendable (inout CommitBatch) -> Void)] = [
    ("a number given twice", { $0.created.append(.running(1)) }),
    ("a key given twice", { $0.created.append(.running(9, key: "order-1")) }),
    ("a key given twice in the batch", { $0.created += [.running(8, key: "new"), .running(9, key: "new")] }),
    ("a change of nothing", { $0.updated.append(.running(77)) }),
    ("a position given twice", { $0.journal.append(.recovered(2, of: 1, sequence: 2)) }),
    ("a transition given twice", { $0.journal.append(.recovered(100, of: 1, sequence: 1)) }),
    ("an event stored twice", { $0.inbox.append(.event("e1")) }),
    ("a status that cannot follow", { $0.updated += [.running(2).with(.completed), .running(2)] }),
  ]

  @Test("a batch that contradicts the store leaves nothing", arguments: StoreKind.allCases, contradictions.indices)
  func atomic(kind: StoreKind, contradiction: Int) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.starting(1...2))
    try store.commit(.of { $0.inbox = [.event("e1")] })
    var batch = CommitBatch.starting(3...4)
    batch.inbox = [.event("e2")]
    batch.cursors = [("webhook", 3)]
    Self.contradictions[contradiction].spoil(&batch)

    let error = #expect(throws: StoreError.self) { try store.commit(batch) }

    #expect(error?.code == .conflict)
    #expect(try store.live() == [1, 2])
    #expect(try store.journal(of: InstanceID(3)).isEmpty)
    #expect(try !store.hasSeen(source: "shop", id: "e2"))
    #expect(try store.reader().cursor(sink: "webhook") == 0)
    try store.commit(.starting(3...4))
    #expect(try store.live() == [1, 2, 3, 4], "the store goes on after an error")
  }

  static let changes = Status.allCases.flatMap { from in Status.allCases.map { (from, $0) } }

  @Test("a status changes only forwards", arguments: StoreKind.allCases, changes)
  func statusChange(kind: StoreKind, change: (from: Status, to: Status)) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.of { $0.created = [InstanceRow.running(1).with(change.from)] })
    let batch = CommitBatch.of { $0.updated = [InstanceRow.running(1).with(change.to)] }

    let result = Result { try store.commit(batch) }

    #expect(((try? result.get()) != nil) == change.from.canBecome(change.to))
    let expected = change.from.canBecome(change.to) ? change.to : change.from
    #expect(try store.reader().instance(InstanceID(1))?.status == expected)
  }

  @Test("a change writes status, stuck, time and rest, and nothing else", arguments: StoreKind.allCases)
  func update(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.starting(1...1))
    var row = InstanceRow.running(1, saga: "other", key: "other").with(.compensating)
    row.isStuck = true
    row.updatedAt = .noon + .seconds(1)
    row.rest = InstanceRow.Rest(wake: .noon + .hours(1))

    try store.commit(.of { $0.updated = [row] })

    row.saga = "place-order"
    row.key = "order-1"
    #expect(try store.find(saga: "place-order", key: "order-1") == row)
  }

  @Test(
    "a rest without a timer is told from no rest", arguments: StoreKind.allCases, [nil, InstanceRow.Rest(wake: nil)])
  func rest(kind: StoreKind, rest: InstanceRow.Rest?) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    var row = InstanceRow.running(1)
    row.rest = rest

    try store.commit(.of { $0.created = [row] })

    #expect(try store.reader().instance(InstanceID(1)) == row)
  }

  @Test("created and ended in one batch is not live", arguments: StoreKind.allCases)
  func endsAtOnce(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()

    try store.commit(
      .of { batch in
        batch.created = [.running(1), .running(2)]
        batch.updated = [InstanceRow.running(1).with(.completed)]
      })

    #expect(try store.live() == [2])
  }

  @Test("a number is not used again after its batch failed or its instance ended", arguments: StoreKind.allCases)
  func numbers(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.starting(1...5))
    var failing = CommitBatch.starting(6...9)
    failing.created.append(.running(1))
    #expect(throws: StoreError.self) { try store.commit(failing) }
    store.close()

    let claim = try home.store().claim(at: .noon)

    #expect(claim.nextInstance == 6)
    #expect(claim.nextPosition == 6)
  }
}
