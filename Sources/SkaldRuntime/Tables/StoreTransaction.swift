/// Your own tables in the engine's database, for as long as one call of a handler takes.
///
/// What is written is kept together with the result of the step, in the engine's commit, or not at all. It is used where
/// it was handed out: after the function returned, every statement is refused.
///
/// ```swift
/// let changed = try db.execute(
///   "UPDATE stock SET available = available - ?1 WHERE sku = ?2 AND available >= ?1", [order.quantity, order.sku])
/// guard changed == 1 else { throw Refusal("out_of_stock") }
/// ```
public final class StoreTransaction {
  /// How many rows a query may find: the engine waits while they are read.
  public static let rowsMax = 10_000

  private var runner: (any StatementRunner)?

  /// Lends statements of a store.
  package init(_ runner: any StatementRunner) { self.runner = runner }

  /// Ends the use.
  package func end() { runner = nil }

  /// Carries out a statement. Without bindings the text may have several, one after the other.
  /// - Parameters:
  ///   - sql: The statement, with `?1`, `?2` and so on for what is bound.
  ///   - bindings: The values, in the order of their numbers.
  /// - Returns: how many rows the last statement changed.
  /// - Throws: ``SQLError``.
  @discardableResult
  public func execute(_ sql: String, _ bindings: [any SQLBindable] = []) throws(SQLError) -> Int {
    try open().execute(sql, bindings.map(\.sqlValue))
  }

  /// The rows that a statement gives, at most ``rowsMax``.
  /// - Throws: ``SQLError``.
  public func query(_ sql: String, _ bindings: [any SQLBindable] = []) throws(SQLError) -> [SQLRow] {
    try open().query(sql, bindings.map(\.sqlValue))
  }

  private func open() throws(SQLError) -> any StatementRunner {
    guard let runner else {
      throw SQLError(code: .ended, message: "the transaction ended with the function that it was handed to")
    }
    return runner
  }
}

/// Carries out the statements of transactions.
package protocol StatementRunner: AnyObject {
  /// Carries out a statement and tells how many rows it changed.
  func execute(_ sql: String, _ bindings: [SQLValue]) throws(SQLError) -> Int
  /// The rows of a statement.
  func query(_ sql: String, _ bindings: [SQLValue]) throws(SQLError) -> [SQLRow]
}
