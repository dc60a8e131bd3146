import FoundationEssentials
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldSQLite

@Suite("Files that are not as they should be")
struct DamageTests {
  @Test("a flipped byte in the journal is found, with its position")
  func flippedByte() throws {
    let home = try Home(.sqlite)
    let store = try home.claimed()
    try store.commit(
      .of { batch in
        batch.created = [.running(1), .running(2)]
        batch.journal = [.started(1, of: 1, uid: "flip-me"), .started(2, of: 2)]
      })
    store.close()
    try home.replace("flip-me", by: "flip-mf")

    let next = try home.claimed()
    let error = #expect(throws: StoreError.self) { try next.journal(of: InstanceID(1)) }

    #expect(error?.code == .corrupt)
    #expect(error?.message.contains("position 1") == true)
    #expect(try next.journal(of: InstanceID(2)).count == 1, "other instances are still read")
    #expect(throws: StoreError.self) { try next.reader().journal(of: InstanceID(1)) }
  }

  @Test(
    "every column of a journal row is under its checksum",
    arguments: [
      "instance = 2", "sequence = 7", "at = at + 1", "emitted = NULL", "position = 7", "checksum = checksum + 1",
      "event = CAST(CAST(event AS TEXT) || ' ' AS BLOB)", "emitted = CAST('[]' AS BLOB)",
    ])
  func columns(change: String) throws {
    let home = try Home(.sqlite)
    let store = home.sqlite()
    _ = try store.claim(at: .noon)
    try store.commit(
      .of { batch in
        batch.created = [.running(1), .running(2)]
        batch.journal = [.started(1, of: 1, emits: 1)]
      })

    try store.claimed().connection.execute("UPDATE journal SET \(change)")

    let rows = Result { try store.journal(of: InstanceID(1)) + store.journal(of: InstanceID(2)) }
    #expect(throws: StoreError.self) { try rows.get() }
  }

  @Test(
    "a file of something else is refused and stays as it is",
    arguments: ["short", String(repeating: "text ", count: 2000)])
  func foreignFile(content: String) throws {
    let home = try Home(.sqlite)
    try Data(content.utf8).write(to: URL(filePath: home.path))

    let error = #expect(throws: StoreError.self) { try home.store().claim(at: .noon) }

    #expect(error?.code == .unreadable)
    #expect(error?.message.contains(home.path) == true)
    #expect(try Data(contentsOf: URL(filePath: home.path)) == Data(content.utf8))
    #expect(throws: StoreError.self) { try SQLiteReader(path: home.path) }
  }

  @Test("a database of another program is refused and stays as it is")
  func foreignDatabase() throws {
    let home = try Home(.sqlite)
    try DatabaseFile.create(home.path)
    try Connection(path: home.path, mode: .readWrite).execute("CREATE TABLE instances(x)")
    let before = try Data(contentsOf: URL(filePath: home.path))

    let error = #expect(throws: StoreError.self) { try home.store().claim(at: .noon) }

    #expect(error?.code == .unreadable)
    #expect(try Data(contentsOf: URL(filePath: home.path)) == before)
  }

  @Test("a file of a newer version is refused, by owner and reader")
  func newerVersion() throws {
    let home = try Home(.sqlite)
    try home.claimed().close()
    try Connection(path: home.path, mode: .readWrite).execute("PRAGMA user_version = 99")

    let claim = #expect(throws: StoreError.self) { try home.store().claim(at: .noon) }
    let read = #expect(throws: StoreError.self) { try SQLiteReader(path: home.path) }

    #expect(claim?.code == .unreadable)
    #expect(claim?.message.contains("was written by a newer version") == true)
    #expect(read == claim)
  }

  @Test("a missing folder and a missing file are told with their path")
  func missing() throws {
    let home = try Home(.sqlite)

    let claim = #expect(throws: StoreError.self) { try SQLiteStore(path: home.folder + "/no/file").claim(at: .noon) }
    let read = #expect(throws: StoreError.self) { try SQLiteReader(path: home.path) }

    #expect(claim?.code == .unreadable)
    #expect(claim?.message.contains(home.folder + "/no/file") == true)
    #expect(read?.message == "cannot open \(home.path)")
  }

  @Test("a reader cannot write, and reads a file that no engine has open")
  func readOnly() throws {
    let home = try Home(.sqlite)
    let store = try home.claimed()
    try store.commit(.starting(1...1))
    store.close()

    let reader = try SQLiteReader(path: home.path)
    let connection = try Connection(path: home.path, mode: .readOnly)

    #expect(try reader.instance(InstanceID(1)) != nil)
    #expect(throws: StoreError.self) { try connection.execute("DELETE FROM instances") }
  }

  @Test("a torn write-ahead log loses the torn batch alone")
  func tornLog() throws {
    let home = try Home(.sqlite)
    let killed = try home.claimed()
    try killed.commit(.starting(1...1))
    let before = try home.bytes("-wal")
    try killed.commit(.starting(2...40))

    let next = try home.storeAfterTear(since: before)
    _ = try next.claim(at: .noon)

    #expect(try next.live() == [1])
  }
}
