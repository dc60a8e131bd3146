import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldSQLite

@Suite("Tables of the user's own")
struct TablesTests {
  /// A claimed file with a table of stock, and one whose rows refer to it.
  private static func tables(_ home: Home) throws -> (SQLiteStore, any StoreTables) {
    let store = home.sqlite()
    _ = try store.claim(at: .noon)
    let tables = try #require(try store.tables())
    try tables.prepare { db in
      try db.execute(
        """
        CREATE TABLE IF NOT EXISTS stock(sku TEXT PRIMARY KEY, available INTEGER NOT NULL CHECK (available >= 0)) STRICT;
        CREATE TABLE IF NOT EXISTS picks(sku TEXT REFERENCES stock(sku) DEFERRABLE INITIALLY DEFERRED) STRICT;
        INSERT OR IGNORE INTO stock VALUES ('lamp', 10);
        """)
    }
    return (store, tables)
  }

  private static func available(_ home: Home) throws -> Int64? {
    try Connection(path: home.path, mode: .readOnly).integer("SELECT available FROM stock")
  }

  /// Works once, and keeps what was written where that is possible.
  @discardableResult
  private static func work(
    _ tables: any StoreTables, _ body: (StoreTransaction) throws -> Void
  ) throws -> SQLError? {
    var fault: SQLError?
    let result = try tables.perform { db in
      do { try body(db) } catch { fault = error as? SQLError }
      return .ok(nil)
    }
    if result == .ok(nil) { try tables.keep() } else { try tables.takeBack() }
    return fault
  }

  @Test("a store in memory has no tables")
  func memoryHasNone() throws {
    let store = MemoryStore()
    _ = try store.claim(at: .noon)
    #expect(try store.tables() == nil)
  }

  @Test("what is kept is durable with the next batch and not before")
  func waitsForTheBatch() throws {
    let home = try Home(.sqlite)
    let (store, tables) = try Self.tables(home)
    try Self.work(tables) { db in try db.execute("UPDATE stock SET available = ?1", [3]) }
    #expect(try Self.available(home) == 10)
    try store.commit(.starting(1...1))
    #expect(try Self.available(home) == 3)
    #expect(try store.reader().instance(InstanceID(1)) != nil)
  }

  @Test("what is taken back leaves the work before it and after it")
  func takesBackOne() throws {
    let home = try Home(.sqlite)
    let (store, tables) = try Self.tables(home)
    for (step, isKept) in [(1, true), (2, false), (4, true)] {
      _ = try tables.perform { db in
        _ = try? db.execute("UPDATE stock SET available = available - ?1", [step])
        return .ok(nil)
      }
      if isKept { try tables.keep() } else { try tables.takeBack() }
    }
    try store.commit(.starting(1...1))
    #expect(try Self.available(home) == 5)
  }

  @Test("a batch that fails, a roll-back and a close keep nothing", arguments: ["commit", "rollBack", "close", "kill"])
  func keepsNothing(end: String) throws {
    let home = try Home(.sqlite)
    let (store, tables) = try Self.tables(home)
    try store.commit(.starting(1...1))
    try Self.work(tables) { db in try db.execute("UPDATE stock SET available = 0") }
    switch end {
    case "commit": #expect(throws: StoreError.self) { try store.commit(.starting(1...1)) }
    case "rollBack": tables.rollBack()
    case "close": store.close()
    default: _ = try home.storeAfterKill().claim(at: .noon)
    }
    #expect(try Self.available(home) == 10)
  }

  @Test("values of every kind come back as they went in")
  func bindsEveryKind() throws {
    let home = try Home(.sqlite)
    let (_, tables) = try Self.tables(home)
    let none: String? = nil
    var rows: [SQLRow] = []
    let fault = try Self.work(tables) { db in
      rows = try db.query(
        "SELECT ?1 AS a, ?2 AS b, ?3 AS c, ?4 AS d, ?5 AS e, ?6 AS f",
        ["grüße \u{0}", Int64.min, 0.5, true, [1, 0, 255] as [UInt8], none])
    }
    #expect(fault == nil)
    #expect(
      rows.map(\.values) == [[.text("grüße \u{0}"), .int(.min), .double(0.5), .int(1), .blob([1, 0, 255]), .null]])
    #expect(rows.first?["c"]?.double == 0.5)
    #expect(rows.first?["g"] == nil)
  }

  @Test(
    "a transaction is kept to rows of the user's tables",
    arguments: [
      "COMMIT", "ROLLBACK", "BEGIN", "SAVEPOINT mine", "RELEASE work", "ROLLBACK TO work", "ATTACH ':memory:' AS other",
      "PRAGMA synchronous = OFF", "PRAGMA defer_foreign_keys = ON", "CREATE TABLE more(a)",
      "DROP TABLE stock", "CREATE TEMP TABLE more(a)", "CREATE INDEX more ON stock(available)",
      "CREATE TEMP TRIGGER more AFTER INSERT ON journal BEGIN DELETE FROM stock; END",
      "SELECT * FROM journal", "SELECT count(*) FROM instances", "UPDATE engine SET epoch = 9",
      "DELETE FROM inbox", "INSERT INTO stock SELECT name, 1 FROM definitions", "SELECT * FROM sqlite_schema",
      "UPDATE sqlite_sequence SET seq = 0", "WITH j AS (SELECT * FROM Journal) SELECT * FROM j",
    ])
  func refuses(sql: String) throws {
    let home = try Home(.sqlite)
    let (store, tables) = try Self.tables(home)
    var fault: SQLError?
    try Self.work(tables) { db in
      do throws(SQLError) { try db.execute(sql) } catch { fault = error }
      try db.execute("UPDATE stock SET available = 4")
    }
    #expect(fault?.code == .refused, "\(String(describing: fault))")
    try store.commit(.starting(1...1))
    #expect(try Self.available(home) == 4)
  }

  @Test(
    "to make tables leaves those of the engine alone",
    arguments: [
      "CREATE TABLE skald_mine(a)", "CREATE TABLE Skald_Mine(a)", "DROP TABLE journal",
      "ALTER TABLE engine ADD COLUMN a",
      "CREATE INDEX mine ON journal(at)", "DROP INDEX journal_instance",
      "CREATE TRIGGER mine AFTER INSERT ON instances BEGIN DELETE FROM stock; END",
      "INSERT INTO held VALUES ('a', 1, 1, '')",
      "PRAGMA user_version = 0", "COMMIT", "CREATE TEMP TABLE mine(a)",
    ])
  func refusesToMake(sql: String) throws {
    let home = try Home(.sqlite)
    let (store, tables) = try Self.tables(home)
    #expect {
      try tables.prepare { db in
        try db.execute("UPDATE stock SET available = 0")
        try db.execute(sql)
      }
    } throws: {
      ($0 as? StoreError)?.code == .tablesUnusable
    }
    #expect(try Self.available(home) == 10)
    try store.commit(.starting(1...1))
    #expect(try store.live() == [1])
  }

  @Test("a trigger of the user's that writes to the engine's tables is refused when it fires")
  func guardsTriggers() throws {
    let home = try Home(.sqlite)
    let (_, tables) = try Self.tables(home)
    try tables.prepare { db in
      try db.execute("CREATE TRIGGER sly AFTER UPDATE ON stock BEGIN UPDATE engine SET epoch = 99; END")
    }
    let fault = try Self.work(tables) { db in try db.execute("UPDATE stock SET available = 1") }
    #expect(fault?.code == .refused)
  }

  @Test(
    "a fault of the statement is told, and the transaction goes on",
    arguments: [
      ("UPDATE stock SET available = -1", SQLError.Code.constraint),
      ("INSERT INTO stock VALUES ('lamp', 1)", .constraint),
      ("UPDATE shop SET a = 1", .statement), ("UPDTE stock", .statement), ("  ", .statement),
      ("UPDATE stock SET available = ?1", .statement),
    ])
  func tellsFaults(sql: String, code: SQLError.Code) throws {
    let home = try Home(.sqlite)
    let (store, tables) = try Self.tables(home)
    let fault = try Self.work(tables) { db in try db.execute(sql) }
    #expect(fault?.code == code)
    try Self.work(tables) { db in try db.execute("UPDATE stock SET available = 2") }
    try store.commit(.starting(1...1))
    #expect(try Self.available(home) == 2)
  }

  @Test("a reference to nothing takes the work back, even one that is looked at with the commit")
  func holdsReferences() throws {
    let home = try Home(.sqlite)
    let (store, tables) = try Self.tables(home)
    let result = try tables.perform { db in
      _ = try? db.execute("INSERT INTO picks VALUES ('chair')")
      return .ok(nil)
    }
    guard case .retryable(.none, nil, _) = result else {
      Issue.record("\(result)")
      return
    }
    try tables.takeBack()
    try store.commit(.starting(1...1))
    #expect(try store.live() == [1])
  }

  @Test("a statement that ends the transaction is found, and nothing is written behind it")
  func findsTheEnd() throws {
    let home = try Home(.sqlite)
    let (store, tables) = try Self.tables(home)
    var fault: SQLError?
    #expect {
      _ = try tables.perform { db in
        _ = try? db.execute("INSERT OR ROLLBACK INTO stock VALUES ('lamp', 1)")
        do throws(SQLError) { try db.execute("UPDATE stock SET available = 0") } catch { fault = error }
        return .ok(nil)
      }
    } throws: {
      ($0 as? StoreError)?.code == .transactionEnded
    }
    #expect(fault?.code == .ended)
    tables.rollBack()
    try store.commit(.starting(1...1))
    #expect(try Self.available(home) == 10)
  }

  @Test("the handle ends with the function that it was lent to")
  func endsTheHandle() throws {
    let home = try Home(.sqlite)
    let (_, tables) = try Self.tables(home)
    var kept: StoreTransaction?
    try Self.work(tables) { kept = $0 }
    let handle = try #require(kept)
    #expect {
      try handle.execute("UPDATE stock SET available = 0")
    } throws: {
      ($0 as? SQLError)?.code == .ended
    }
  }

  @Test("a query reads a bounded number of rows", arguments: [0, 1])
  func boundsRows(more: Int) throws {
    let home = try Home(.sqlite)
    let (_, tables) = try Self.tables(home)
    let count = StoreTransaction.rowsMax + more
    var found = 0
    let fault = try Self.work(tables) { db in
      found = try db.query(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) SELECT i FROM n", [count]
      ).count
    }
    #expect(found == (more == 0 ? count : 0))
    #expect(fault?.code == (more == 0 ? nil : .tooManyRows))
  }

  private static let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

  @Test("a query without end is ended, and the transaction goes on")
  func endsEndlessQueries() throws {
    let home = try Home(.sqlite)
    let (store, tables) = try Self.tables(home)
    let fault = try Self.work(tables) { db in _ = try db.query(Self.endless) }
    #expect(fault?.code == .tooLong)
    try Self.work(tables) { db in try db.execute("UPDATE stock SET available = 2") }
    try store.commit(.starting(1...1))
    #expect(try Self.available(home) == 2)
  }

  @Test("a write without end ends the transaction, which is told")
  func endsEndlessWrites() throws {
    let home = try Home(.sqlite)
    let (store, tables) = try Self.tables(home)
    #expect {
      _ = try tables.perform { db in
        _ = try? db.execute("UPDATE stock SET available = (\(Self.endless))")
        return .ok(nil)
      }
    } throws: {
      ($0 as? StoreError)?.code == .transactionEnded
    }
    tables.rollBack()
    try store.commit(.starting(1...1))
    #expect(try Self.available(home) == 10)
  }

  @Test("a full disk is the store's fault, not the function's")
  func tellsAFullDisk() throws {
    let home = try Home(.sqlite)
    home.options.pagesMax = 60
    let (store, tables) = try Self.tables(home)
    #expect {
      _ = try tables.perform { db in
        _ = try? db.execute("UPDATE stock SET sku = zeroblob(1000000)")
        _ = try? db.execute("INSERT INTO stock VALUES (?1, 1)", [String(repeating: "x", count: 1_000_000)])
        return .ok(nil)
      }
    } throws: {
      ($0 as? StoreError)?.code == .full
    }
    tables.rollBack()
    try store.commit(.starting(1...1))
    #expect(try store.live() == [1])
  }

  @Test("the engine's statements work on after tables were made and after many statements of the user's")
  func goesOn() throws {
    let home = try Home(.sqlite)
    let (store, tables) = try Self.tables(home)
    try store.commit(.starting(1...2))
    for number in 1...200 {
      try Self.work(tables) { db in try db.execute("UPDATE stock SET available = \(number)") }
    }
    try store.commit(.starting(3...4))
    #expect(try Self.available(home) == 200)
    #expect(try store.live() == [1, 2, 3, 4])
  }
}
