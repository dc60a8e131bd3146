import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldSQLite

@Suite("The audit log of any store")
struct AuditTests {
  private static func entry(_ action: String, _ target: String = "one", by actor: String = "ann") -> AuditEntry {
    AuditEntry(at: .noon, actor: actor, action: action, target: target, reason: "because", detail: ["step": "charge"])
  }

  @Test("entries are a chain, over commits and restarts", arguments: StoreKind.allCases)
  func chain(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.of { $0.audit = [Self.entry("retry"), Self.entry("skip", "two", by: "bob")] })
    store.close()
    let next = try home.claimed()
    try next.commit(.of { $0.audit = [Self.entry("terminate")] })

    let rows = try next.reader().audit(AuditQuery(isNewestFirst: false))

    #expect(rows.map(\.number) == [1, 2, 3])
    #expect(rows.map(\.entry) == [Self.entry("retry"), Self.entry("skip", "two", by: "bob"), Self.entry("terminate")])
    for (row, previous) in zip(rows, [nil] + rows.map { Optional($0) }) { #expect(row.follows(previous)) }
    #expect(!rows[2].follows(rows[0]))
  }

  @Test("entries are found by actor and target, page by page, newest first", arguments: StoreKind.allCases)
  func query(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    try store.commit(.of { $0.audit = [Self.entry("a"), Self.entry("b", "two", by: "bob"), Self.entry("c", "two")] })
    let reader = try store.reader()

    #expect(try reader.audit(AuditQuery()).map(\.entry.action) == ["c", "b", "a"])
    #expect(try reader.audit(AuditQuery(after: 3, limit: 1)).map(\.entry.action) == ["b"])
    #expect(try reader.audit(AuditQuery(target: "two")).map(\.entry.action) == ["c", "b"])
    #expect(try reader.audit(AuditQuery(actor: "bob", target: "two")).map(\.entry.action) == ["b"])
    #expect(try reader.audit(AuditQuery(actor: "nobody")).isEmpty)
  }

  @Test("a batch that is refused leaves no entry", arguments: StoreKind.allCases)
  func refused(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let batch = CommitBatch.of { batch in
      batch.updated = [.running(77)]
      batch.audit = [Self.entry("retry")]
    }

    #expect(throws: StoreError.self) { try store.commit(batch) }

    #expect(try store.reader().audit(AuditQuery()).isEmpty)
  }

  @Test("every field is under the seal")
  func seal() {
    let first = AuditRow(Self.entry("a"), after: nil)
    let row = AuditRow(Self.entry("b"), after: first)
    let changes: [(inout AuditRow) -> Void] = [
      { $0.number = 3 }, { $0.entry.at = .noon + Milliseconds(1) }, { $0.entry.actor = "eve" },
      { $0.entry.action = "c" }, { $0.entry.target = "two" }, { $0.entry.reason = "" }, { $0.entry.detail = .null },
      { $0.seal[0] ^= 1 },
    ]
    #expect(row.follows(first))
    for change in changes {
      var other = row
      change(&other)
      #expect(!other.follows(first))
    }
  }

  @Test(
    "the file refuses to change or remove an entry", arguments: ["UPDATE audit SET actor = 'eve'", "DELETE FROM audit"])
  func final(change: String) throws {
    let home = try Home(.sqlite)
    let store = home.sqlite()
    _ = try store.claim(at: .noon)
    try store.commit(.of { $0.audit = [Self.entry("retry")] })

    #expect(throws: StoreError.self) { try store.claimed().connection.execute(change) }
  }
}
