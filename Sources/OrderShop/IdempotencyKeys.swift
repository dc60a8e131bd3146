import SkaldValue

/// The answers given so far, by operation and idempotency key.
struct IdempotencyKeys: Sendable {
  static let schema = """
    CREATE TABLE IF NOT EXISTS keys (
      operation TEXT NOT NULL, key TEXT NOT NULL, input TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
      expires INTEGER NOT NULL, PRIMARY KEY (operation, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS keys_by_expiry ON keys (expires);
    """

  let database: Database
  /// How long an answer is remembered, counted from the first time it was given.
  let lifetime: Milliseconds

  /// Runs `effect` unless its key was seen before; the effect and the answer are kept in one commit.
  ///
  /// A refusal is remembered like a success: a service that changes its mind under one key would make the engine
  /// believe that an earlier attempt, whose answer was lost, did nothing.
  func once(_ call: Call, effect: @escaping @Sendable (Connection) throws -> Answer) async throws -> Answer {
    let lifetime = lifetime
    return try await database.write { connection in
      try Self.forget(before: call.time, connection)
      if let known = try Self.answer(to: call, connection) { return known }
      let answer = try call.refusal.map { .refused($0) } ?? effect(connection)
      try Self.remember(answer, to: call, until: call.time + lifetime, connection)
      return answer
    }
  }

  private static func answer(to call: Call, _ connection: Connection) throws -> Answer? {
    let sql = "SELECT input, kind, body FROM keys WHERE operation = ? AND key = ? AND expires > ?"
    let values: [Cell] = [.text(call.operation), .text(call.key), .int(call.time.milliseconds)]
    guard let row = try connection.rows(sql, values).first else { return nil }
    guard try row.text(0) == call.input.sorted.text else {
      return .contradicts("this idempotency key came with another input before")
    }
    return try Answer(kind: row.text(1), body: row.text(2))
  }

  private static func remember(_ answer: Answer, to call: Call, until expiry: Timestamp, _ connection: Connection)
    throws
  {
    guard let (kind, body) = answer.remembered else { return }
    try connection.run(
      "INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?, ?, ?)", .text(call.operation), .text(call.key),
      .text(call.input.sorted.text), .text(kind), .text(body), .int(expiry.milliseconds))
  }

  /// Removes the answers that are too old, some at a time so that no request pays for all of them.
  private static func forget(before time: Timestamp, _ connection: Connection) throws {
    try connection.run(
      "DELETE FROM keys WHERE (operation, key) IN (SELECT operation, key FROM keys WHERE expires <= ? LIMIT 100)",
      .int(time.milliseconds))
  }
}
