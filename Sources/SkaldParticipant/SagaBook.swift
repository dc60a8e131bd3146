public import SkaldValue

/// Takes part in sagas inside a transaction that is already open.
///
/// ``Participant`` does this with a transaction of its own. Use it directly with another SQLite library: between `BEGIN
/// IMMEDIATE` and `COMMIT`, and answer only after the commit.
public struct SagaBook: Sendable, Hashable {
  /// How long things are remembered.
  public struct Memory: Sendable, Hashable {
    /// Answers to callers that are no sagas: longer than anybody repeats a request.
    public var answers: Milliseconds
    /// Steps of sagas with their answers: longer than a saga lasts, since an undo must find what it undoes.
    public var steps: Milliseconds
    /// Events that came: longer than anybody sends them again.
    public var inbox: Milliseconds

    /// Says how long.
    public init(answers: Milliseconds = .days(1), steps: Milliseconds = .days(400), inbox: Milliseconds = .days(7)) {
      self.answers = answers
      self.steps = steps
      self.inbox = inbox
    }
  }

  /// What is looked at before the work is done.
  public enum Guarding: Sendable, Hashable {
    /// The key, and whether the action or its undo came first. The default.
    case barrier
    /// The key alone: for an undo whose action another service does, which this one never sees.
    case keyOnly
  }

  /// The tables that must be there; may be made again and again.
  public static var schema: String { ParticipantSQL.schema }

  /// How long things are remembered.
  public let memory: Memory

  /// Makes a book.
  public init(memory: Memory = Memory()) { self.memory = memory }

  /// Does the work of a call once, and answers it as often as it comes.
  /// - Parameters:
  ///   - call: The request.
  ///   - db: The open transaction.
  ///   - now: The time.
  ///   - guarding: What is looked at.
  ///   - nothing: The answer of an undo that finds nothing to undo.
  ///   - remembersRefusals: Whether a refused action is refused again when it is repeated; false where the contract says
  ///     `remembersRefusals: false`, and then each repeat is decided anew.
  ///   - work: The business. Its writes are kept together with the answer, or not at all.
  /// - Returns: the answer, to be sent after the commit.
  /// - Throws: ``WorkFault`` for what the database or the work throws, other than ``Refusal``: then the transaction is to
  ///   be rolled back.
  public func answer<Transaction: ServiceTransaction>(
    _ call: ServiceCall, in db: Transaction, at now: Timestamp, guarding: Guarding = .barrier,
    nothing: JSON = [:], remembersRefusals: Bool = true, work: (Transaction) throws -> JSON
  ) throws(WorkFault) -> ServiceAnswer {
    do {
      if let known = try find(call, in: db, at: now) { return known }
      let answer = try answering(call, in: db, at: now, guarding, nothing, work)
      // An undo that was refused is asked for again, once somebody has put the matter right.
      if case .refused = answer, call.role.isUndo || !remembersRefusals { return answer }
      return try keep(answer, of: call, in: db, at: now)
    } catch { throw WorkFault(error) }
  }

  private func answering<Transaction: ServiceTransaction>(
    _ call: ServiceCall, in db: Transaction, at now: Timestamp, _ guarding: Guarding, _ nothing: JSON,
    _ work: (Transaction) throws -> JSON
  ) throws -> ServiceAnswer {
    switch (call.role, guarding) {
    case (.plain, _), (_, .keyOnly): return try attempt(db, work)
    case (.action(let name), .barrier): return try act(name, in: db, at: now, work)
    case (.undo(let names, let outcome), .barrier):
      // What the engine has an answer for did happen, even where this book is younger than it.
      guard try hasAction(names, in: db, at: now) || outcome == .known else { return .done(nothing) }
      return try attempt(db, work)
    }
  }

  /// Runs the work between two savepoints, so that a refusal takes back what was written.
  private func attempt<Transaction: ServiceTransaction>(
    _ db: Transaction, before: (Transaction) throws -> Bool = { _ in true }, _ work: (Transaction) throws -> JSON
  ) throws -> ServiceAnswer {
    try db.execute(ParticipantSQL.beginWork)
    do {
      let answer: ServiceAnswer = try before(db) ? .done(work(db)) : .tombstoned
      try db.execute(ParticipantSQL.endWork)
      return answer
    } catch let refusal as Refusal {
      try db.execute(ParticipantSQL.takeBackWork)
      try db.execute(ParticipantSQL.endWork)
      return .refused(refusal)
    }
  }

  private func act<Transaction: ServiceTransaction>(
    _ name: StepName, in db: Transaction, at now: Timestamp, _ work: (Transaction) throws -> JSON
  ) throws -> ServiceAnswer {
    // A refused action leaves no row: its undo has nothing to undo.
    try attempt(db, before: { try cameFirst("action", name, in: $0, at: now) == "action" }, work)
  }

  /// Whether there is an action to undo. If not, none may come any more.
  private func hasAction(
    _ names: [StepName], in db: some ServiceTransaction, at now: Timestamp
  ) throws(SQLFault) -> Bool {
    var isFound = false
    for name in names where try cameFirst("undo", name, in: db, at: now) == "action" { isFound = true }
    return isFound
  }

  private func cameFirst(
    _ who: String, _ name: StepName, in db: some ServiceTransaction, at now: Timestamp
  ) throws(SQLFault) -> String {
    let expiry = Cell.int((now + memory.steps).milliseconds)
    let changed = try db.execute(
      ParticipantSQL.comeFirst, [.text(name.instance), .text(name.step), .text(who), expiry])
    if changed == 1 { return who }
    let rows = try db.query(ParticipantSQL.whoCameFirst, [.text(name.instance), .text(name.step)])
    return try rows.first?.text(0) ?? who
  }
}
