public import SkaldValue

extension SagaBook {
  /// The answer that was given before; nil where the call is new.
  func find(
    _ call: ServiceCall, in db: some ServiceTransaction, at now: Timestamp
  ) throws(SQLFault) -> ServiceAnswer? {
    let rows = try db.query(
      ParticipantSQL.findAnswer, [.text(call.operation), .text(call.key), .int(now.milliseconds)])
    guard let row = rows.first else { return nil }
    let answer = try ServiceAnswer(kind: row.text(1), body: row.text(2))
    // A check that closed the key knew nothing of the input.
    if answer == .tombstoned { return answer }
    return try row.text(0) == call.fingerprint ? answer : .conflict
  }

  func keep(
    _ answer: ServiceAnswer, of call: ServiceCall, in db: some ServiceTransaction, at now: Timestamp
  ) throws(SQLFault) -> ServiceAnswer {
    guard let kept = answer.kept else { return answer }
    let lifetime = call.role == .plain ? memory.answers : memory.steps
    try db.execute(
      ParticipantSQL.keepAnswer,
      [
        .text(call.operation), .text(call.key), .text(call.fingerprint), .text(kept.kind), .text(kept.body),
        .int((now + lifetime).milliseconds),
      ])
    return answer
  }

  /// Answers the `check` of an operation: `applied` with the output, or `none`.
  ///
  /// Where nothing was done, nothing may be done later under this key either, since the engine takes `none` as final.
  /// - Parameters:
  ///   - call: The request; its key is that of the action.
  ///   - operation: The operation that is asked about.
  ///   - db: The open transaction.
  ///   - now: The time.
  public func check(
    _ call: ServiceCall, of operation: String, in db: some ServiceTransaction, at now: Timestamp
  ) throws(SQLFault) -> ServiceAnswer {
    let rows = try db.query(
      ParticipantSQL.findAnswer, [.text(operation), .text(call.key), .int(now.milliseconds)])
    guard let row = rows.first else {
      let asked = ServiceCall(operation: operation, key: call.key, role: call.role, input: call.input)
      _ = try keep(.tombstoned, of: asked, in: db, at: now)
      return .done(["outcome": "none"])
    }
    guard case .done(let output) = try ServiceAnswer(kind: row.text(1), body: row.text(2)) else {
      return .done(["outcome": "none"])
    }
    return .done(["outcome": "applied", "output": output])
  }

  /// Forgets what has lapsed, at most `limit` rows of each table, so that nobody waits for long.
  /// - Returns: whether there may be more.
  @discardableResult
  public func sweep(
    in db: some ServiceTransaction, at now: Timestamp, limit: Int = 1000
  ) throws(SQLFault) -> Bool {
    var isFull = false
    for sql in [ParticipantSQL.sweepAnswers, ParticipantSQL.sweepBarrier, ParticipantSQL.sweepInbox] {
      let removed = try db.execute(sql, [.int(now.milliseconds), .int(Int64(limit))])
      isFull = isFull || removed >= limit
    }
    return isFull
  }
}
