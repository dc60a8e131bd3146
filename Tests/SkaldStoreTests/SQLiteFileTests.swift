import FoundationEssentials
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldSQLite

@Suite("The SQLite file")
struct SQLiteFileTests {
  @Test("a second claim is refused with the holder's process and the path")
  func held() throws {
    let home = try Home(.sqlite)
    let owner = try home.claimed()

    let error = #expect(throws: StoreError.self) { try home.store().claim(at: .noon) }

    let process = ProcessInfo.processInfo.processIdentifier
    #expect(error?.code == .held)
    #expect(error?.holder == process)
    #expect(error?.message == "\(home.path) is in use by process \(process)")
    try owner.commit(.starting(1...1))
    owner.close()
    #expect(try home.store().claim(at: .noon).epoch == 2, "the refused claim changed nothing")
  }

  @Test("one file has one lock, whatever it is called by")
  func heldByAnotherName() throws {
    let home = try Home(.sqlite)
    let owner = try home.claimed()
    let link = home.folder + "/link.db"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: home.path)

    let error = #expect(throws: StoreError.self) { try SQLiteStore(path: link).claim(at: .noon) }

    #expect(error?.code == .held)
    owner.close()
  }

  @Test("the file and its lock are for their owner alone", arguments: ["", "-wal", "-shm", ".lock"])
  func permissions(suffix: String) throws {
    let home = try Home(.sqlite)
    let owner = try home.claimed()

    let attributes = try FileManager.default.attributesOfItem(atPath: home.path + suffix)

    #expect(attributes[.posixPermissions] as? Int == 0o600 || (attributes[.posixPermissions] as? UInt) == 0o600)
    owner.close()
  }

  @Test("the durability that is promised is in force")
  func durability() throws {
    let home = try Home(.sqlite)
    let store = home.sqlite()

    let claim = try store.claim(at: .noon)

    #expect(claim.durability == "sqlite wal synchronous=full")
    let connection = try store.claimed().connection
    #expect(try connection.text("PRAGMA journal_mode") == "wal")
    #expect(try connection.integer("PRAGMA synchronous") == 2)
    #expect(try connection.integer("PRAGMA page_size") == 4096)
    #expect(try connection.integer("PRAGMA trusted_schema") == 0)
    #expect(try connection.integer("PRAGMA cell_size_check") == 1)
    #expect(try connection.integer("PRAGMA cache_size") == -65_536)
    #expect(try connection.integer("PRAGMA wal_autocheckpoint") == 4000)
  }

  @Test("the look-ups of a batch share its transaction, which others need not wait for where no commit follows")
  func sharedReading() throws {
    let home = try Home(.sqlite)
    let store = home.sqlite()
    _ = try store.claim(at: .noon)
    let connection = try store.claimed().connection

    _ = try store.find(saga: "order", key: "1")
    #expect(connection.isInTransaction)
    store.endReading()
    #expect(!connection.isInTransaction)

    _ = try store.find(saga: "order", key: "1")
    try store.commit(.starting(1...1))
    #expect(!connection.isInTransaction)
    store.close()
  }

  @Test("the write-ahead log is grown at the claim, the file is not")
  func growth() throws {
    let home = try Home(.sqlite)
    home.options.logPages = 256

    let owner = try home.claimed()

    #expect(try home.bytes("-wal").count > 200 * 4096)
    #expect(try home.bytes("").count < 64 * 4096)
    owner.close()
  }

  @Test("a commit is one flushed transaction, a batch without content none")
  func commits() throws {
    let home = try Home(.sqlite)
    let store = home.sqlite()
    _ = try store.claim(at: .noon)

    try store.commit(.starting(1...64))
    try store.commit(CommitBatch(time: .noon))

    #expect(store.commits == 1)
  }

  @Test("a full file refuses the batch, keeps what was there and goes on once there is room")
  func full() throws {
    let home = try Home(.sqlite)
    home.options.pagesMax = 60
    let store = try home.claimed()
    try store.commit(.starting(1...1))
    let large = CommitBatch.of { batch in
      batch.created = [.running(2)]
      batch.journal = [.started(2, of: 2, uid: String(repeating: "x", count: 300_000))]
    }

    let error = #expect(throws: StoreError.self) { try store.commit(large) }

    #expect(error?.code == .full)
    #expect(error?.message == "no space left for \(home.path)")
    #expect(try store.live() == [1])
    try store.commit(.starting(2...2))
    #expect(try store.live() == [1, 2])
  }

  @Test(
    "a query that must be fast uses its index",
    arguments: [
      ("SELECT id FROM instances WHERE status < 2 ORDER BY id", "instances_live"),
      ("SELECT id FROM instances WHERE saga = ?1 ORDER BY id DESC LIMIT 5", "instances_saga"),
      ("SELECT id FROM instances WHERE key = ?1", "instances_key"),
      ("SELECT id FROM instances WHERE status > 2 AND status = ?3 ORDER BY id DESC LIMIT 5", "instances_undone"),
      (InboxColumns.parked, "inbox_parked"),
      (JournalColumns.ofInstance, "journal_instance"),
      (JournalColumns.outboxAfter, "journal_outbox"),
    ])
  func plans(sql: String, index: String) throws {
    let home = try Home(.sqlite)
    let store = home.sqlite()
    _ = try store.claim(at: .noon)

    let plan = try store.claimed().connection.prepare("EXPLAIN QUERY PLAN " + sql)
    let steps = try plan.all { row in row.text(3) }

    #expect(steps.contains { $0.contains(index) }, "\(steps)")
    #expect(!steps.contains { $0.contains("TEMP B-TREE") }, "\(steps)")
  }
}
