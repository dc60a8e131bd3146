import FoundationEssentials
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldSQLite

@Suite("Backups and restores")
struct BackupTests {
  private static func files(_ home: Home) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: home.folder).sorted()
  }

  /// A home whose store was closed after three instances, and a backup of it.
  private static func backedUp() throws -> (home: Home, backup: String) {
    let home = try Home(.sqlite)
    let store = try home.claimed()
    try store.commit(.starting(1...3))
    let backup = home.folder + "/copy.bak"
    _ = try SQLiteStore.backUp(home.path, to: backup)
    try store.commit(.starting(4...9))
    store.close()
    return (home, backup)
  }

  @Test("a backup holds what was committed when it was made, and the owner goes on")
  func online() throws {
    let home = try Home(.sqlite)
    let store = try home.claimed()
    try store.commit(.starting(1...500))
    let backup = home.folder + "/copy.bak"

    let summary = try SQLiteStore.backUp(home.path, to: backup)
    try store.commit(.starting(501...501))

    #expect(summary == DatabaseSummary(incarnation: 1, epoch: 1, lastTime: .noon, instances: 500))
    #expect(try SQLiteReader(path: backup).instances(InstanceQuery(limit: 1000)).count == 500)
    #expect(try store.live().count == 501)
    store.close()
  }

  @Test("a backup is made while the owner commits again and again")
  func whileWriting() async throws {
    let home = try Home(.sqlite)
    let store = try home.claimed()
    try store.commit(.starting(1...100))
    let path = home.path
    let folder = home.folder

    let summaries = try await withThrowingTaskGroup(of: [DatabaseSummary].self) { group in
      group.addTask { try (0..<4).map { try SQLiteStore.backUp(path, to: "\(folder)/copy-\($0)") } }
      for batch in 1...50 { try store.commit(.starting(Int64(batch) * 100 + 1...Int64(batch) * 100 + 100)) }
      return try await group.reduce(into: []) { $0 += $1 }
    }

    #expect(summaries.count == 4)
    #expect(summaries.allSatisfy { $0.instances.isMultiple(of: 100) }, "a copy has whole batches")
    store.close()
  }

  @Test("a backup is one file for its owner alone, and leaves nothing else behind")
  func oneFile() throws {
    let (home, backup) = try Self.backedUp()

    let attributes = try FileManager.default.attributesOfItem(atPath: backup)

    #expect(try Self.files(home) == ["0.db", "0.db.lock", "copy.bak"])
    #expect(attributes[.posixPermissions] as? Int == 0o600 || attributes[.posixPermissions] as? UInt == 0o600)
  }

  @Test("a backup never takes the place of a file")
  func noOverwriting() throws {
    let (home, backup) = try Self.backedUp()
    let before = try Data(contentsOf: URL(filePath: backup))

    let error = #expect(throws: StoreError.self) { try SQLiteStore.backUp(home.path, to: backup) }

    #expect(error?.code == .exists)
    #expect(try Data(contentsOf: URL(filePath: backup)) == before)
  }

  @Test("a database that is damaged gives no backup")
  func damaged() throws {
    let home = try Home(.sqlite)
    let store = try home.claimed()
    try store.commit(.starting(1...2000))
    store.close()
    // In the middle of the file, where the pages of the journal are.
    var bytes = try home.bytes("")
    for index in bytes.count / 2..<bytes.count / 2 + 4096 { bytes[index] = 0xA5 }
    try Data(bytes).write(to: URL(filePath: home.path))

    #expect(throws: StoreError.self) { try SQLiteStore.backUp(home.path, to: home.folder + "/copy.bak") }

    #expect(try !Self.files(home).contains { $0.hasPrefix("copy") })
  }

  @Test("what is no database of this engine is no backup", arguments: ["", "text of something else"])
  func foreign(content: String) throws {
    let home = try Home(.sqlite)
    let other = home.folder + "/other"
    try Data(content.utf8).write(to: URL(filePath: other))

    #expect(throws: StoreError.self) { try SQLiteStore.backUp(other, to: home.folder + "/copy.bak") }
    #expect(throws: StoreError.self) { try SQLiteStore.restore(other, to: home.path) }
    #expect(throws: StoreError.self) { try SQLiteStore.backUp(home.folder + "/missing", to: home.path) }

    #expect(!FileManager.default.fileExists(atPath: home.path))
  }

  @Test("a restored database has what the backup had, and the next claim tells that it was restored")
  func restore() throws {
    let (home, backup) = try Self.backedUp()
    let path = home.folder + "/restored.db"

    let restored = try SQLiteStore.restore(backup, to: path)

    #expect(restored.summary.incarnation == 2)
    #expect(restored.summary.instances == 3)
    #expect(restored.replaced == nil)
    let store = SQLiteStore(path: path, options: home.options)
    let claim = try store.claim(at: .noon)
    #expect(claim.isRestored)
    #expect(claim.wasUnclean)
    #expect(claim.nextInstance == 4)
    #expect(try store.live() == [1, 2, 3])
    store.close()
  }

  @Test("the mark of a restore stays until the live instances are seen to")
  func mark() throws {
    let (home, backup) = try Self.backedUp()
    let path = home.folder + "/restored.db"
    _ = try SQLiteStore.restore(backup, to: path)
    let first = SQLiteStore(path: path, options: home.options)
    _ = try first.claim(at: .noon)
    try first.commit(.starting(4...4))
    first.close()

    let second = SQLiteStore(path: path, options: home.options)
    #expect(try second.claim(at: .noon).isRestored)
    try second.commit(.of { $0.settlesRestore = true })
    second.close()

    let third = SQLiteStore(path: path, options: home.options)
    #expect(try !third.claim(at: .noon).isRestored)
    third.close()
  }

  @Test("a restore takes no database's place unless it is told to, and keeps it then")
  func force() throws {
    let (home, backup) = try Self.backedUp()

    let error = #expect(throws: StoreError.self) { try SQLiteStore.restore(backup, to: home.path) }
    #expect(error?.code == .exists)
    #expect(try SQLiteReader(path: home.path).instances(InstanceQuery()).count == 9)
    let restored = try SQLiteStore.restore(backup, to: home.path, force: true)

    #expect(restored.replaced == home.path + ".replaced")
    #expect(try SQLiteReader(path: home.path).instances(InstanceQuery()).count == 3)
    #expect(try SQLiteReader(path: home.path + ".replaced").instances(InstanceQuery()).count == 9)
    #expect(throws: StoreError.self) { try SQLiteStore.restore(backup, to: home.path, force: true) }
  }

  @Test("what a killed process left in its log is kept with the database that is replaced")
  func keepsTheLog() throws {
    let (home, backup) = try Self.backedUp()
    let killed = try home.claimed()
    try killed.commit(.starting(10...12))
    let next = try home.storeAfterKill()

    let restored = try SQLiteStore.restore(backup, to: home.path, force: true)

    #expect(try SQLiteReader(path: restored.replaced ?? "").instances(InstanceQuery()).count == 12)
    #expect(try next.claim(at: .noon).epoch == 3, "above that of the backup and of what it replaces")
    next.close()
    killed.close()
  }

  @Test("a restore is refused while a process holds the database")
  func held() throws {
    let (home, backup) = try Self.backedUp()
    let owner = try home.claimed()

    let error = #expect(throws: StoreError.self) { try SQLiteStore.restore(backup, to: home.path, force: true) }

    #expect(error?.code == .held)
    try owner.commit(.starting(10...10))
    owner.close()
  }
}
