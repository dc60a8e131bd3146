public import SkaldRuntime

extension SQLiteStore {
  /// What a restore did.
  public struct Restored: Sendable, Hashable {
    /// What is there now.
    public var summary: DatabaseSummary
    /// Where the database is that was there before; nil where none was.
    public var replaced: String?
  }

  /// Puts a copy in the place of a database that no process holds.
  ///
  /// The world went on after the copy was made: services may have done what the copy knows nothing of. So the incarnation
  /// rises, and the next claim tells (``Claim/isRestored``) that live instances must not simply go on.
  /// - Parameter force: whether a database may be there; it is kept beside.
  /// - Throws: ``StoreError`` with the code `held` where a process holds the database, `exists` where there is one, or one
  ///   that was replaced before, `corrupt` or `unreadable` where the copy is no sound database of this engine.
  public static func restore(_ backup: String, to path: String, force: Bool = false) throws(StoreError) -> Restored {
    let lock = try FileLock(database: path)
    defer { withExtendedLifetime(lock) {} }
    let path = DatabaseFile.resolved(path)
    let isThere = CopyFile.exists(path)
    guard force || !isThere else {
      throw StoreError(code: .exists, message: "\(path) exists; only a forced restore takes its place")
    }
    let replaced = "\(path).replaced"
    guard !isThere || !CopyFile.exists(replaced) else {
      throw StoreError(code: .exists, message: "\(replaced) exists from an earlier restore; move it away first")
    }
    let partial = CopyFile.partial(of: path)
    do {
      let summary = try prepare(backup, at: partial, replacing: isThere ? path : nil)
      try CopyFile.flush(partial)
      if isThere { try setAside(path, as: replaced) }
      CopyFile.remove(path)
      try CopyFile.move(partial, to: path)
      try CopyFile.flush(path)
      return Restored(summary: summary, replaced: isThere ? replaced : nil)
    } catch {
      CopyFile.remove(partial)
      throw error
    }
  }

  /// Copies a backup and marks it as restored.
  private static func prepare(
    _ backup: String, at partial: String, replacing path: String?
  ) throws(StoreError) -> DatabaseSummary {
    _ = try copy(backup, to: partial)
    let connection = try Connection(path: partial, mode: .readWrite)
    try connection.setUpCopy()
    try MigrationCatalog.migrate(connection)
    try EngineRow.markRestored(on: connection, epochAtLeast: path.flatMap { epoch(of: $0) } ?? 0)
    return try DatabaseSummary.verified(connection)
  }

  /// The epoch of the database that is replaced, where it can be read: epochs only rise, whatever is restored.
  private static func epoch(of path: String) -> Int64? {
    guard let connection = try? Connection(path: path, mode: .readOnly) else { return nil }
    return try? connection.integer("SELECT epoch FROM engine")
  }

  /// Keeps a database beside, with the log that belongs to it: a log must never meet another file.
  private static func setAside(_ path: String, as replaced: String) throws(StoreError) {
    CopyFile.remove(replaced)
    // Brought into one file where it is sound; a damaged one takes its log along.
    try? Connection(path: path, mode: .readWrite).setUpCopy()
    for suffix in ["-wal", ""] where CopyFile.exists(path + suffix) {
      try CopyFile.move(path + suffix, to: replaced + suffix)
    }
  }
}
