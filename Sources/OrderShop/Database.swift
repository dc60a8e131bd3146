import CSQLite

/// Why a database did not do what was asked.
struct DatabaseError: Error, CustomStringConvertible {
  let code: Int32
  let message: String

  var description: String { "database: \(message) (\(code))" }
}

/// A value of a column.
enum Cell: Sendable, Equatable {
  case null
  case int(Int64)
  case text(String)
}

/// A row that was read, by position.
struct Row: Sendable {
  let cells: [Cell]

  func int(_ index: Int) throws(DatabaseError) -> Int64 {
    guard case .int(let value) = cells[index] else { throw unexpected(index, "an integer") }
    return value
  }

  func text(_ index: Int) throws(DatabaseError) -> String {
    guard case .text(let value) = cells[index] else { throw unexpected(index, "a text") }
    return value
  }

  private func unexpected(_ index: Int, _ kind: String) -> DatabaseError {
    DatabaseError(code: SQLITE_MISMATCH, message: "column \(index) is not \(kind)")
  }
}

/// A service's own SQLite file: one connection, one caller at a time.
///
/// Every commit is on disk when it returns (`synchronous=FULL`), since an answer must not be given before its effect
/// is safe.
actor Database {
  private let connection: Connection

  init(path: String, schema: String) throws(DatabaseError) {
    connection = try Connection(path: path)
    try connection.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF;")
    try connection.execute(schema)
  }

  /// Runs a transaction; an error undoes all of it.
  func write<Value: Sendable>(_ body: @Sendable (Connection) throws -> Value) throws -> Value {
    try connection.execute("BEGIN IMMEDIATE")
    do {
      let value = try body(connection)
      try connection.execute("COMMIT")
      return value
    } catch {
      // Where SQLite has rolled back by itself this fails, which is the state we want.
      try? connection.execute("ROLLBACK")
      throw error
    }
  }

  /// Reads without a transaction of its own.
  func read<Value: Sendable>(_ body: @Sendable (Connection) throws -> Value) throws -> Value { try body(connection) }
}

/// An open SQLite connection; it never leaves its ``Database``.
@safe final class Connection {
  private let handle: OpaquePointer
  private var statements: [String: Statement] = [:]

  init(path: String) throws(DatabaseError) {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
    guard let handle = unsafe opened, code == SQLITE_OK else {
      unsafe sqlite3_close_v2(opened)
      throw DatabaseError(code: code, message: "cannot open \(path)")
    }
    unsafe self.handle = handle
    unsafe sqlite3_busy_timeout(handle, 5000)
    _ = unsafe skald_sqlite3_db_config_defensive(handle)
  }

  // The statements that are still open keep the connection until they end.
  deinit { unsafe sqlite3_close_v2(handle) }

  /// Runs statements that take and give no values.
  func execute(_ sql: String) throws(DatabaseError) {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// Runs one statement and gives the number of rows that it changed.
  @discardableResult
  func run(_ sql: String, _ values: Cell...) throws(DatabaseError) -> Int {
    _ = try step(sql, values)
    return Int(unsafe sqlite3_changes(handle))
  }

  /// Runs one statement and gives its rows.
  func rows(_ sql: String, _ values: [Cell] = []) throws(DatabaseError) -> [Row] { try step(sql, values) }

  /// Runs an insertion and gives the new row's id.
  func insert(_ sql: String, _ values: Cell...) throws(DatabaseError) -> Int64 {
    _ = try step(sql, values)
    return unsafe sqlite3_last_insert_rowid(handle)
  }

  private func step(_ sql: String, _ values: [Cell]) throws(DatabaseError) -> [Row] {
    let statement = try prepared(sql)
    defer { statement.reset() }
    for (index, value) in values.enumerated() {
      let code = statement.bind(value, at: Int32(index + 1))
      guard code == SQLITE_OK else { throw failure(code) }
    }
    var rows: [Row] = []
    while true {
      let code = statement.step()
      if code == SQLITE_DONE { return rows }
      guard code == SQLITE_ROW else { throw failure(code) }
      rows.append(statement.row)
    }
  }

  private func prepared(_ sql: String) throws(DatabaseError) -> Statement {
    if let statement = statements[sql] { return statement }
    var made: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
    guard let pointer = unsafe made, code == SQLITE_OK else { throw failure(code) }
    let statement = unsafe Statement(pointer)
    statements[sql] = statement
    return statement
  }

  private func failure(_ code: Int32) -> DatabaseError {
    DatabaseError(code: code, message: unsafe String(cString: sqlite3_errmsg(handle)))
  }
}

/// A prepared statement.
@safe private final class Statement {
  private let handle: OpaquePointer

  init(_ handle: OpaquePointer) { unsafe self.handle = handle }

  deinit { unsafe sqlite3_finalize(handle) }

  func step() -> Int32 { unsafe sqlite3_step(handle) }

  func reset() {
    unsafe sqlite3_reset(handle)
    unsafe sqlite3_clear_bindings(handle)
  }

  func bind(_ value: Cell, at index: Int32) -> Int32 {
    // SQLite copies the text before the call returns.
    let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    return switch value {
    case .null: unsafe sqlite3_bind_null(handle, index)
    case .int(let number): unsafe sqlite3_bind_int64(handle, index, number)
    case .text(let text): unsafe sqlite3_bind_text(handle, index, text, -1, transient)
    }
  }

  /// The row that the last step found.
  var row: Row { Row(cells: (0..<(unsafe sqlite3_column_count(handle))).map(cell)) }

  private func cell(at index: Int32) -> Cell {
    switch unsafe sqlite3_column_type(handle, index) {
    case SQLITE_INTEGER: return .int(unsafe sqlite3_column_int64(handle, index))
    case SQLITE_TEXT:
      guard let text = unsafe sqlite3_column_text(handle, index) else { return .null }
      return .text(unsafe String(cString: text))
    default: return .null
    }
  }
}
