public import SkaldRuntime
public import SkaldValue

/// The durable store: one SQLite file, one process that writes it.
///
/// The file is claimed by a lock beside it, runs in write-ahead mode and is flushed on every commit. All methods are
/// called by the engine's owner; others read through ``reader()``.
public final class SQLiteStore: Store {
  /// How a file is opened; tests make it small.
  package struct Options: Sendable {
    /// By how many pages of 4 KiB the write-ahead log is grown at the claim: as far as it gets before it is copied.
    package var logPages = 4096
    /// The largest size of the file in pages; nil for none.
    package var pagesMax: Int?
    /// The file system of SQLite that has the file; nil for the real one. Another one is in this process, and nobody else
    /// can hold a file of it.
    package var disk: String?
    /// Whether every commit is flushed, as the engine promises.
    package var isFlushed = true
    /// The standard options.
    package init() {}
  }

  /// The file.
  public let path: String
  private let options: Options
  private var lock: FileLock?
  private(set) var session: Session?
  private var openTables: SQLiteTables?

  /// Names a file; it is created and opened by ``claim(at:)``.
  public convenience init(path: String) { self.init(path: path, options: Options()) }

  /// Names a file and how it is opened.
  package init(path: String, options: Options) {
    self.path = path
    self.options = options
  }

  /// Takes the file for this process, brings its tables up to date and raises its epoch.
  /// - Throws: ``StoreError`` with the code `held` where another process has it, `unreadable` where it is of another
  ///   program or a newer version.
  public func claim(at time: Timestamp) throws(StoreError) -> Claim {
    precondition(session == nil, "a store is claimed once")
    let lock: FileLock?
    if options.disk == nil {
      try DatabaseFile.create(path)
      lock = try FileLock(database: path)
    } else {
      lock = nil
    }
    let connection = try Connection(path: path, mode: .readWrite, disk: options.disk)
    _ = try MigrationCatalog.version(of: connection)
    try connection.setUpWriter(isFlushed: options.isFlushed)
    try connection.growLog(pages: options.logPages)
    try MigrationCatalog.migrate(connection)
    if let pages = options.pagesMax { try connection.execute("PRAGMA max_page_count = \(pages)") }
    let (claim, counters) = try EngineRow.claim(on: connection, at: time)
    session = try Session(connection: connection, counters: counters)
    self.lock = consume lock
    return claim
  }

  /// Opens a view of its own connection.
  public func reader() throws(StoreError) -> any StoreReader { try SQLiteReader(path: path, disk: options.disk) }

  /// Ends cleanly: the file says so, and is free for the next process.
  public func close() {
    // What a handler did is kept with its answer alone.
    session?.abandon()
    // A mark that cannot be written only makes the next start look for what was in flight.
    try? session?.markClean()
    // In this order: the file is closed before another process may have it.
    openTables = nil
    session = nil
    lock = nil
  }

  /// The user's own tables in the file; nil before the claim.
  public func tables() throws(StoreError) -> (any StoreTables)? {
    if let openTables { return openTables }
    guard let session else { return nil }
    let tables = try SQLiteTables(session)
    openTables = tables
    return tables
  }

  /// Ends after a task beside the engine's: what was found unclean stays so for the next engine.
  package func close(after claim: Claim) {
    guard claim.wasUnclean else { return close() }
    session = nil
    lock = nil
  }

  /// How many transactions were committed by batches.
  package var commits: Int { session?.commits ?? 0 }

  /// What the claim opened.
  func claimed() throws(StoreError) -> Session {
    guard let session else { throw StoreError(code: .io, message: "\(path) is not claimed") }
    return session
  }
}
