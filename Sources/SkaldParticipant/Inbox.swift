public import SkaldValue

/// What is known of an event that came.
public enum Arrival: Sendable, Hashable {
  /// It came for the first time; its work is done in the same transaction.
  case new
  /// It came before: nothing was done.
  case known
}

extension SagaBook {
  /// Does the work of an event once, however often it comes. Acknowledge it after the commit.
  /// - Parameters:
  ///   - id: What the sender calls the event, the same at each repeat.
  ///   - source: Who sent it: ids are unique for each source alone.
  ///   - db: The open transaction.
  ///   - now: The time.
  ///   - work: The business, in the same transaction.
  public func receive<Transaction: ServiceTransaction>(
    _ id: String, from source: String, in db: Transaction, at now: Timestamp, work: (Transaction) throws -> Void
  ) throws(WorkFault) -> Arrival {
    do {
      let expiry = (now + memory.inbox).milliseconds
      let changed = try db.execute(
        ParticipantSQL.receive, [.text(source), .text(id), .int(expiry), .int(now.milliseconds)])
      guard changed == 1 else { return .known }
      try work(db)
      return .new
    } catch { throw WorkFault(error) }
  }
}
