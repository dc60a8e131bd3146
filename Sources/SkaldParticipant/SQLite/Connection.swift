internal import CSQLite

/// An open SQLite connection; it never leaves its ``Participant``.
@safe
final class Connection {
  private let handle: OpaquePointer
  private let sentry = Sentry()
  private var statements: [String: Statement] = [:]
  /// How long another process is waited for.
  private static let wait: Int32 = 5000
  /// The most statements that are kept ready: more are a sign of values written into their text.
  private static let statementsMax = 200

  init(path: String) throws(SQLFault) {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
    guard let handle = unsafe opened, code == SQLITE_OK else {
      unsafe sqlite3_close_v2(opened)
      throw SQLFault(kind: .failed, message: "cannot open \(path)")
    }
    unsafe self.handle = handle
    unsafe sqlite3_busy_timeout(handle, Self.wait)
    _ = unsafe skald_sqlite3_db_config_defensive(handle)
    unsafe sentry.watch(handle)
  }

  // The statements that are still open keep the connection until they end.
  deinit { unsafe sqlite3_close_v2(handle) }

  /// How many rows the last statement changed.
  var changes: Int { Int(unsafe sqlite3_changes(handle)) }

  /// Runs statements of our own that take and give no values.
  func run(_ sql: String) throws(SQLFault) {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// Lets nobody end the transaction but us.
  func guarding<Value>(_ body: () throws(WorkFault) -> Value) throws(WorkFault) -> Value {
    sentry.isOnDuty = true
    defer { sentry.isOnDuty = false }
    return try body()
  }

  /// Runs one statement and gives its rows.
  func rows(_ sql: String, _ values: [Cell]) throws(SQLFault) -> [Row] {
    let statement = try prepared(sql)
    defer { statement.reset() }
    guard statement.parameters == values.count else {
      throw SQLFault(kind: .statement, message: "\(statement.parameters) values were expected, not \(values.count)")
    }
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

  private func prepared(_ sql: String) throws(SQLFault) -> Statement {
    if let statement = statements[sql] { return statement }
    var made: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
    guard code == SQLITE_OK else { throw failure(code) }
    guard let pointer = unsafe made else { throw SQLFault(kind: .statement, message: "there is no statement") }
    let statement = unsafe Statement(pointer)
    if statements.count >= Self.statementsMax { statements.removeAll() }
    statements[sql] = statement
    return statement
  }

  private func failure(_ code: Int32) -> SQLFault {
    let kind: SQLFault.Kind =
      switch code & 0xFF {
      case SQLITE_CONSTRAINT: .constraint
      case SQLITE_BUSY, SQLITE_LOCKED: .busy
      case SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_RANGE, SQLITE_AUTH: .statement
      default: .failed
      }
    return SQLFault(kind: kind, message: unsafe String(cString: sqlite3_errmsg(handle)))
  }
}

/// Refuses statements that would end a transaction from within. SQLite asks it when it compiles one.
@safe
final class Sentry {
  var isOnDuty = false

  @unsafe
  func watch(_ handle: OpaquePointer) {
    // The connection holds this object as long as it is open.
    unsafe sqlite3_set_authorizer(
      handle,
      { context, action, _, _, _, _ in
        guard action == SQLITE_TRANSACTION, let context = unsafe context else { return SQLITE_OK }
        let sentry = unsafe Unmanaged<Sentry>.fromOpaque(context).takeUnretainedValue()
        return sentry.isOnDuty ? SQLITE_DENY : SQLITE_OK
      }, unsafe Unmanaged.passUnretained(self).toOpaque())
  }
}
