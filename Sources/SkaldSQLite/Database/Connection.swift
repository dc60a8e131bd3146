internal import CSQLite
internal import SkaldRuntime

/// One connection to a database file. Whoever holds it uses it from one thread at a time.
@safe
final class Connection {
  /// What a connection may do.
  enum Mode {
    case readWrite
    case readOnly
  }

  /// The file.
  let path: String
  let handle: OpaquePointer

  /// SQLite counts the bytes of every allocation under one lock for all connections, and nobody reads the sum. It refuses
  /// to stop where the process used SQLite before; then it goes on counting.
  private static let countsNoAllocations: Bool = skald_sqlite3_config_no_statistics() == SQLITE_OK

  /// Opens a file that exists.
  /// - Parameter disk: The file system of SQLite that has it, where a file is made when it is not there; nil for the real
  ///   one.
  init(path: String, mode: Mode, disk: String? = nil) throws(StoreError) {
    let access =
      switch mode {
      case .readWrite: SQLITE_OPEN_READWRITE | (disk == nil ? 0 : SQLITE_OPEN_CREATE)
      case .readOnly: SQLITE_OPEN_READONLY
      }
    _ = Self.countsNoAllocations
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, disk)
    guard code == SQLITE_OK, let handle = unsafe opened else {
      unsafe sqlite3_close_v2(opened)
      throw StoreError(code: .unreadable, message: "cannot open \(path)")
    }
    self.path = path
    unsafe self.handle = handle
    _ = unsafe skald_sqlite3_db_config_defensive(handle)
  }

  deinit { unsafe sqlite3_close_v2(handle) }

  /// Compiles a statement that is kept for the life of the connection.
  func prepare(_ sql: String) throws(StoreError) -> Statement {
    var compiled: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
    guard code == SQLITE_OK, let statement = unsafe compiled else { throw error(code) }
    return unsafe Statement(statement, of: self)
  }

  /// Runs statements whose rows do not matter.
  func execute(_ sql: String) throws(StoreError) {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code) }
  }

  /// The first column of the first row as a number; nil where there is no row.
  func integer(_ sql: String) throws(StoreError) -> Int64? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.integer(0) : nil
  }

  /// The first column of the first row as text; nil where there is no row.
  func text(_ sql: String) throws(StoreError) -> String? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.text(0) : nil
  }

  /// Copies what is committed here now into another file, page by page, while others go on writing this one.
  func copy(into target: Connection) throws(StoreError) {
    guard let backup = unsafe sqlite3_backup_init(target.handle, "main", handle, "main") else {
      throw target.error(unsafe sqlite3_errcode(target.handle))
    }
    // All at once: what is committed meanwhile would have a copy in parts begin again and again.
    let code = unsafe sqlite3_backup_step(backup, -1)
    let ended = unsafe sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE, ended == SQLITE_OK else { throw target.error(code == SQLITE_DONE ? ended : code) }
  }

  /// How many rows the last statement changed.
  var changes: Int { Int(unsafe sqlite3_changes(handle)) }
  /// The key that the last insert got.
  var lastInsertedRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }
  /// Whether a transaction is open.
  var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }
  /// How long a lock of another program is waited for.
  func waitForLocks(milliseconds: Int32) { unsafe sqlite3_busy_timeout(handle, milliseconds) }

  /// What a result code means to the store's user.
  func error(_ code: Int32) -> StoreError {
    let detail = unsafe String(cString: sqlite3_errmsg(handle))
    return StoreError(result: code, systemError: unsafe sqlite3_system_errno(handle), detail: detail, path: path)
  }
}
