internal import CSQLite
internal import SkaldRuntime

/// Carries out the statements of transactions on the connection that writes.
final class TransactionStatements: StatementRunner {
  /// How many compiled statements are kept. Handlers have few; one that puts values into its text must not fill memory.
  private static let keptMax = 64

  private final class Compiled {
    let statement: Statement
    let columns: [String]
    init(_ statement: consuming Statement) {
      columns = statement.columnNames
      self.statement = statement
    }
  }

  private let connection: Connection
  private let tableGuard: TableGuard
  private var kept: [String: Compiled] = [:]
  /// What is wrong with the store, where a statement met it.
  private(set) var fault: StoreError?

  init(_ connection: Connection, _ tableGuard: TableGuard) {
    self.connection = connection
    self.tableGuard = tableGuard
  }

  /// Forgets the fault of the transaction before.
  func begin() { fault = nil }

  func execute(_ sql: String, _ bindings: [SQLValue]) throws(SQLError) -> Int {
    try run(sql, bindings) { _, _ in true }
    return connection.changes
  }

  func query(_ sql: String, _ bindings: [SQLValue]) throws(SQLError) -> [SQLRow] {
    var rows: [SQLRow] = []
    try run(sql, bindings) { columns, row in
      rows.append(SQLRow(columns: columns, values: columns.indices.map { row.value(Int32($0)) }))
      return rows.count <= StoreTransaction.rowsMax
    }
    guard rows.count <= StoreTransaction.rowsMax else {
      throw SQLError(code: .tooManyRows, message: "the query finds more than \(StoreTransaction.rowsMax) rows")
    }
    return rows
  }

  /// Runs a statement to its end, or until its reader has enough.
  private func run(
    _ sql: String, _ bindings: [SQLValue], _ read: ([String], borrowing Statement) -> Bool
  ) throws(SQLError) {
    // A statement that ended the transaction must not have the next one written outside of any.
    guard connection.isInTransaction else {
      throw SQLError(code: .ended, message: "the transaction is over; nothing of it is kept")
    }
    guard let compiled = try compiled(sql, bindings) else { return }
    defer { compiled.statement.reset() }
    for (index, value) in bindings.enumerated() { compiled.statement.bind(value, at: Int32(index + 1)) }
    while true {
      let code = compiled.statement.advance()
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw error(code) }
      guard read(compiled.columns, compiled.statement) else { return }
    }
  }

  /// The statement of a text; nil where the text had several, which have been carried out.
  private func compiled(_ sql: String, _ bindings: [SQLValue]) throws(SQLError) -> Compiled? {
    let found: Compiled?
    if let known = kept[sql] { found = known } else { found = try compile(sql) }
    guard let compiled = found else {
      guard bindings.isEmpty else {
        throw SQLError(code: .statement, message: "values are bound to one statement, and here are several")
      }
      let code = connection.run(script: sql)
      guard code == SQLITE_OK else { throw error(code) }
      return nil
    }
    let wanted = compiled.statement.parameterCount
    guard wanted == bindings.count else {
      throw SQLError(code: .statement, message: "the statement wants \(wanted) values, and \(bindings.count) are given")
    }
    return compiled
  }

  private func compile(_ sql: String) throws(SQLError) -> Compiled? {
    var isScript = false
    let statement: Statement
    do throws(CompileFault) {
      statement = try connection.compile(sql, isScript: &isScript)
    } catch {
      guard let code = error.code else {
        throw SQLError(code: .statement, message: "there is no statement in the text")
      }
      throw self.error(code)
    }
    if isScript { return nil }
    let compiled = Compiled(statement)
    if kept.count >= Self.keptMax { kept.removeAll(keepingCapacity: true) }
    kept[sql] = compiled
    return compiled
  }

  /// What a result means to the function, and whether the store is at fault.
  private func error(_ code: Int32) -> SQLError {
    switch code & 0xFF {
    case SQLITE_AUTH: return SQLError(code: .refused, message: "not in a transaction: \(tableGuard.refusal)")
    case SQLITE_CONSTRAINT: return SQLError(code: .constraint, message: connection.lastMessage)
    case SQLITE_INTERRUPT: return SQLError(code: .tooLong, message: "the statement works too long; it needs an index")
    case SQLITE_ERROR, SQLITE_RANGE, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_MISUSE, SQLITE_SCHEMA, SQLITE_LOCKED:
      return SQLError(code: .statement, message: connection.lastMessage)
    default:
      let fault = connection.error(code)
      self.fault = fault
      return SQLError(code: .storeFailed, message: fault.message)
    }
  }
}

/// A text that is no statement: SQLite's result, or nil where it is empty.
struct CompileFault: Error {
  let code: Int32?
}

extension Connection {
  /// Compiles the first statement of a text, and tells whether another follows.
  fileprivate func compile(_ sql: String, isScript: inout Bool) throws(CompileFault) -> Statement {
    var sql = sql
    var compiled: OpaquePointer?
    var rest = 0
    let code = sql.withUTF8 { text in
      unsafe text.withMemoryRebound(to: CChar.self) { text in
        var tail: UnsafePointer<CChar>?
        let code = unsafe sqlite3_prepare_v3(
          handle, text.baseAddress, Int32(text.count), UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, &tail)
        if let start = text.baseAddress, let tail = unsafe tail { rest = text.count - (unsafe tail - start) }
        return code
      }
    }
    guard code == SQLITE_OK else { throw CompileFault(code: code) }
    guard let statement = unsafe compiled else { throw CompileFault(code: nil) }
    isScript = sql.utf8.suffix(rest).contains { $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: ";") }
    return unsafe Statement(statement, of: self)
  }

  /// Carries out statements whose rows do not matter; gives SQLite's own result.
  fileprivate func run(script: String) -> Int32 { unsafe sqlite3_exec(handle, script, nil, nil, nil) }

  /// SQLite's words for what went wrong last.
  fileprivate var lastMessage: String { unsafe String(cString: sqlite3_errmsg(handle)) }

  /// Whether a row refers to another that is not there, and was not looked at yet.
  var hasOpenReferences: Bool {
    var count: Int32 = 0
    var highest: Int32 = 0
    unsafe sqlite3_db_status(handle, SQLITE_DBSTATUS_DEFERRED_FKS, &count, &highest, 0)
    return count > 0
  }
}
