internal import SkaldRuntime

extension Connection {
  /// A commit that finds the file locked by a tool waits so long; the engine itself never competes for it.
  private static let writerWaitMilliseconds: Int32 = 250
  /// A reader can meet the short exclusive lock of a recovery; it may wait longer, nobody waits for it.
  private static let readerWaitMilliseconds: Int32 = 1000
  /// When the write-ahead log is copied into the file, in pages: few copies, and a log that stays in the page cache.
  private static let checkpointPages = 4000
  /// The page cache of the writer, in KiB: indexes of some million instances.
  private static let writerCacheKilobytes = 65_536
  /// The page cache of a reader, in KiB: lists and histories are short.
  private static let readerCacheKilobytes = 8192

  /// What a hostile file could use against its reader is switched off.
  private func distrustFile() throws(StoreError) {
    try execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0")
  }

  /// Prepares the connection that writes. Nothing is written to a file that is not known to be ours before this.
  /// - Parameter isFlushed: Whether every commit is flushed; a test alone lets it be otherwise.
  /// - Throws: ``StoreError`` where the file system does not give the durability that the engine promises.
  func setUpWriter(isFlushed: Bool = true) throws(StoreError) {
    waitForLocks(milliseconds: Self.writerWaitMilliseconds)
    try distrustFile()
    let level = isFlushed ? "FULL" : "NORMAL"
    try execute("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = \(level)")
    try execute("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -\(Self.writerCacheKilobytes)")
    try execute("PRAGMA wal_autocheckpoint = \(Self.checkpointPages); PRAGMA foreign_keys = OFF")
    let durability = try durability()
    guard durability == "sqlite wal synchronous=\(level.lowercased())" else {
      throw StoreError(code: .io, message: "the file system of \(path) only allows \(durability)")
    }
  }

  /// Prepares a connection that reads.
  func setUpReader() throws(StoreError) {
    waitForLocks(milliseconds: Self.readerWaitMilliseconds)
    try distrustFile()
    try execute("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY")
    try execute("PRAGMA cache_size = -\(Self.readerCacheKilobytes)")
  }

  /// Prepares a copy that nobody else uses yet: one file, without a log beside it.
  func setUpCopy() throws(StoreError) {
    try distrustFile()
    try execute("PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE; PRAGMA temp_store = MEMORY")
    try execute("PRAGMA cache_size = -\(Self.writerCacheKilobytes)")
  }

  /// The durability in force, read back from the connection.
  func durability() throws(StoreError) -> String {
    let mode = try text("PRAGMA journal_mode") ?? "unknown"
    let level =
      switch try integer("PRAGMA synchronous") {
      case 0: "off"
      case 1: "normal"
      case 2: "full"
      case 3: "extra"
      case .some(let other): "\(other)"
      case nil: "unknown"
      }
    return "sqlite \(mode) synchronous=\(level)"
  }

  /// Grows the write-ahead log once by pages that are rolled back: later commits overwrite blocks that the file system
  /// has allocated, so that a flush needs no second write for metadata.
  func growLog(pages: Int) throws(StoreError) {
    // What a killed process left in the log is copied first, so that the log is written from its start again.
    try execute("PRAGMA wal_checkpoint(RESTART)")
    // A small cache spills the pages of the open transaction into the log; the file itself stays as it is.
    try execute("PRAGMA cache_size = 16; BEGIN IMMEDIATE; CREATE TABLE growth(filler BLOB) STRICT")
    let filler = try prepare("INSERT INTO growth VALUES (zeroblob(4000))")
    for _ in 0..<pages { try filler.run() }
    try execute("ROLLBACK; PRAGMA cache_size = -\(Self.writerCacheKilobytes)")
  }

  /// Runs `body` so that all it reads is of one moment.
  func snapshot<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T {
    try execute("BEGIN")
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      if isInTransaction { try? execute("ROLLBACK") }
      throw error
    }
  }

  /// Runs `body` in a transaction; on an error nothing of it is kept.
  func transaction(_ body: () throws(StoreError) -> Void) throws(StoreError) {
    try execute("BEGIN IMMEDIATE")
    do {
      try body()
      try execute("COMMIT")
    } catch {
      // SQLite may have rolled back on its own; a failure to do so changes nothing of the error that counts.
      if isInTransaction { try? execute("ROLLBACK") }
      throw error
    }
  }
}
