public import SkaldValue

/// A service's own SQLite file, in which its business and its part in sagas share every transaction.
///
/// ```swift
/// let bank = try Participant(
///   path: file, schema: "CREATE TABLE IF NOT EXISTS charges (orderId TEXT NOT NULL, amount INTEGER NOT NULL)")
///
/// @Sendable func charge(_ call: ServiceCall) async -> ServiceAnswer {
///   await bank.answer(call) { db in
///     let order = try call.input(as: Charge.self)
///     guard order.amount <= limit else { throw Refusal("card_declined") }
///     try db.execute("INSERT INTO charges VALUES (?, ?)", [.text(order.orderId), .int(order.amount)])
///     try db.emit("payment.charged.v1", key: order.orderId, ["amount": .int(order.amount)])
///     return ["charged": .int(order.amount)]
///   }
/// }
/// ```
///
/// Every commit is on disk before its answer is given. One connection, one caller at a time; other processes may use the
/// same file.
public actor Participant {
  /// What is remembered, and how long.
  public nonisolated let book: SagaBook
  private let connection: Connection
  private let now: @Sendable () -> Timestamp
  private let report: @Sendable (ServiceCall, WorkFault) -> Void
  /// How many rows that have lapsed a call removes beside its own work.
  private static let swept = 10

  /// Opens the file, or makes it.
  /// - Parameters:
  ///   - path: The file.
  ///   - schema: The service's own tables, as statements that may run at each start.
  ///   - memory: How long things are remembered.
  ///   - clock: The time, for tests.
  ///   - report: Is told why a call came to no answer, for the log.
  public init(
    path: String, schema: String = "", memory: SagaBook.Memory = SagaBook.Memory(),
    clock: @escaping @Sendable () -> Timestamp = { .wallClock },
    report: @escaping @Sendable (ServiceCall, WorkFault) -> Void = { _, _ in }
  ) throws(SQLFault) {
    book = SagaBook(memory: memory)
    now = clock
    self.report = report
    connection = try Connection(path: path)
    try connection.run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF;")
    try connection.run(SagaBook.schema)
    try connection.run(schema)
  }

  /// Does the work of a call once, and answers it as often as it comes.
  /// - Parameters:
  ///   - call: The request.
  ///   - guarding: What is looked at before the work is done.
  ///   - nothing: The answer of an undo that finds nothing to undo.
  ///   - remembersRefusals: Whether a refused action is refused again when it is repeated; false where the contract says
  ///     `remembersRefusals: false`, and then each repeat is decided anew.
  ///   - work: The business. A ``Refusal`` that it throws is answered; after any other error nothing is kept, and the
  ///     engine asks again.
  public func answer(
    _ call: ServiceCall, guarding: SagaBook.Guarding = .barrier, nothing: JSON = [:],
    remembersRefusals: Bool = true, work: @Sendable (ParticipantTransaction) throws -> JSON
  ) -> ServiceAnswer {
    let time = now()
    return answered(call) { db throws(WorkFault) in
      let answer = try book.answer(
        call, in: db, at: time, guarding: guarding, nothing: nothing, remembersRefusals: remembersRefusals, work: work)
      do { try book.sweep(in: db, at: time, limit: Self.swept) } catch { throw WorkFault(error) }
      return answer
    }
  }

  /// Answers the `check` of an operation; see ``SagaBook/check(_:of:in:at:)``.
  public func check(_ call: ServiceCall, of operation: String) -> ServiceAnswer {
    let time = now()
    return answered(call) { db throws(WorkFault) in
      do { return try book.check(call, of: operation, in: db, at: time) } catch { throw WorkFault(error) }
    }
  }

  /// Does the work of an event once, however often it comes. Acknowledge it when this returns.
  public func receive(
    _ id: String, from source: String, work: @Sendable (ParticipantTransaction) throws -> Void
  ) throws(WorkFault) -> Arrival {
    let time = now()
    return try transaction { db throws(WorkFault) in
      try book.receive(id, from: source, in: db, at: time, work: work)
    }
  }

  /// A transaction of the service's own, such as one that places an order and emits its event.
  public func write<Value: Sendable>(
    _ work: @Sendable (ParticipantTransaction) throws -> Value
  ) throws(WorkFault) -> Value {
    try transaction { db throws(WorkFault) in
      do { return try work(db) } catch { throw WorkFault(error) }
    }
  }

  /// Forgets everything that has lapsed. Calls do a little of it as they go.
  public func sweep() throws(WorkFault) {
    let time = now()
    let book = book
    while try write({ db in try book.sweep(in: db, at: time) }) {}
  }

  /// Sends every event that is due, one after the other.
  /// - Returns: when the next is due; nil where none waits.
  @discardableResult
  public func relayDue(_ send: @Sendable (OutboxEvent) async -> Delivery) async throws(WorkFault) -> Timestamp? {
    let outbox = Outbox()
    while true {
      let time = now()
      let due = try write { db in try outbox.due(in: db, at: time) }
      guard !due.isEmpty else { return try write { db in try outbox.nextDue(in: db) } }
      for entry in due {
        let delivery = await send(entry.event)
        let time = now()
        try write { db in try outbox.note(delivery, of: entry, in: db, at: time) }
        // What comes of an event that was cut off is not known.
        if Task.isCancelled { return nil }
      }
    }
  }

  /// Sends events as they come, until the task is canceled.
  /// - Parameters:
  ///   - pause: How long it waits where nothing is due.
  ///   - send: Sends one event, and says what came of it.
  public func relay(
    every pause: Duration = .milliseconds(100), _ send: @Sendable (OutboxEvent) async -> Delivery
  ) async {
    while !Task.isCancelled {
      // A database that is busy now is asked again after the pause.
      _ = try? await relayDue(send)
      guard (try? await Task.sleep(for: pause)) != nil else { return }
    }
  }

  private func answered(
    _ call: ServiceCall, _ body: (ParticipantTransaction) throws(WorkFault) -> ServiceAnswer
  ) -> ServiceAnswer {
    do { return try transaction(body) } catch {
      report(call, error)
      return error.answer
    }
  }

  private func transaction<Value>(
    _ body: (ParticipantTransaction) throws(WorkFault) -> Value
  ) throws(WorkFault) -> Value {
    do { try connection.run("BEGIN IMMEDIATE") } catch { throw WorkFault(error) }
    let db = ParticipantTransaction(connection)
    do throws(WorkFault) {
      let value = try connection.guarding { () throws(WorkFault) in try body(db) }
      db.end()
      do { try connection.run("COMMIT") } catch { throw WorkFault(error) }
      return value
    } catch {
      db.end()
      // Where SQLite has rolled back by itself this fails, which is the state we want.
      try? connection.run("ROLLBACK")
      throw error
    }
  }
}
