internal import SkaldCore
internal import SkaldRuntime

/// The user's tables in a claimed file: their work shares the transactions of the engine.
final class SQLiteTables: StoreTables {
  private let session: Session
  private let tableGuard: TableGuard
  private let statements: TransactionStatements
  private let limit = WorkLimit()
  private let savepoint: Statement
  private let release: Statement
  private let goBack: Statement

  init(_ session: Session) throws(StoreError) {
    let connection = session.connection
    let tableGuard = try TableGuard()
    // References between the user's tables hold; those of the engine have none.
    try connection.execute("PRAGMA foreign_keys = ON")
    savepoint = try connection.prepare("SAVEPOINT work")
    release = try connection.prepare("RELEASE work")
    goBack = try connection.prepare("ROLLBACK TO work")
    connection.setGuard(tableGuard)
    statements = TransactionStatements(connection, tableGuard)
    self.session = session
    self.tableGuard = tableGuard
  }

  func prepare(_ body: (StoreTransaction) throws -> Void) throws(StoreError) {
    try session.transaction { () throws(StoreError) in
      var fault: (any Error)?
      lend(.schema) { transaction in
        do { try body(transaction) } catch { fault = error }
      }
      if let failure = statements.fault { throw failure }
      guard fault == nil, session.connection.isInTransaction else {
        let reason = fault.map { "\($0)" } ?? "a statement ended the transaction"
        throw StoreError(code: .tablesUnusable, message: "the tables for transactions cannot be made: \(reason)")
      }
    }
  }

  func perform(_ body: (StoreTransaction) -> CallResult) throws(StoreError) -> CallResult {
    try session.open()
    try savepoint.run()
    var result = CallResult.lost(message: "")
    limit.hold(on: session.connection) { lend(.rows) { result = body($0) } }
    if let fault = statements.fault { throw fault }
    guard session.connection.isInTransaction else {
      throw StoreError(
        code: .transactionEnded,
        message: "a statement of the handler ended the transaction: `OR ROLLBACK`, or a write that works too long")
    }
    if case .ok = result, session.connection.hasOpenReferences {
      // Left open, the commit would fail, and with it everything that shares it.
      return .retryable(effect: .none, notBefore: nil, message: "a row refers to another that is not there")
    }
    return result
  }

  func keep() throws(StoreError) { try release.run() }

  func takeBack() throws(StoreError) {
    try goBack.run()
    try release.run()
  }

  func rollBack() { session.abandon() }

  private func lend(_ mode: TableGuard.Mode, _ body: (StoreTransaction) -> Void) {
    let transaction = StoreTransaction(statements)
    statements.begin()
    tableGuard.mode = mode
    body(transaction)
    tableGuard.mode = .off
    transaction.end()
  }
}
