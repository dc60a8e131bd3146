extension Handlers {
  /// Lets an operation work on your own tables in the engine's database, in one transaction with the step's result.
  ///
  /// ```swift
  /// handlers.transaction("inventory.reserve") { (order: Reserve, db, call) in
  ///   let changed = try db.execute(
  ///     "UPDATE stock SET available = available - ?1 WHERE sku = ?2 AND available >= ?1", [order.quantity, order.sku])
  ///   guard changed == 1 else { throw Refusal("out_of_stock") }
  ///   return Reservation(reservationId: call.idempotencyKey)
  /// }
  /// ```
  ///
  /// The writes, the result of the step, the events that it emits and the next call become durable together, so the
  /// effect is exactly once. After an error the writes are taken out again: a ``Refusal`` is final, any other error had no
  /// effect and the call is made again. The function must not wait for anything, for the engine waits for it, and it does
  /// nothing outside of the database: it is run again where the commit fails.
  ///
  /// The store has to have tables, as `.sqlite` has.
  /// - Parameters:
  ///   - operation: The operation, `service.action`; an undo is one, too.
  ///   - body: The function, from its arguments to its result.
  public mutating func transaction<Input: Decodable & Sendable, Output: Encodable>(
    _ operation: String, _ body: @escaping @Sendable (Input, StoreTransaction, Call) throws -> Output
  ) {
    use(TransactionFunction<Input>(logger: logger, body: body), for: operation)
  }

  /// Lets an operation without a result work on your own tables in the engine's database.
  public mutating func transaction<Input: Decodable & Sendable>(
    _ operation: String, _ body: @escaping @Sendable (Input, StoreTransaction, Call) throws -> Void
  ) {
    let handler = TransactionFunction<Input>(logger: logger) { input, transaction, call in
      try body(input, transaction, call)
      return nil
    }
    use(handler, for: operation)
  }

  /// Has tables made for transactions, whenever the engine opens its database and before any step runs.
  ///
  /// ```swift
  /// handlers.prepare { db in
  ///   try db.execute("CREATE TABLE IF NOT EXISTS stock(sku TEXT PRIMARY KEY, available INTEGER NOT NULL) STRICT")
  /// }
  /// ```
  ///
  /// All such functions share a transaction; where one throws, nothing is changed and the engine does not start. Names
  /// that begin with `skald_` or `sqlite_`, and the names of the engine's own tables, are taken.
  /// - Parameter body: The function; it runs at every start.
  public mutating func prepare(_ body: @escaping TransactionHandlers.Preparation) {
    committed.preparations.append(body)
  }
}
