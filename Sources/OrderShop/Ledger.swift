import SkaldValue

/// What a service really did: one row for each time that something took effect.
///
/// It is written in the commit of the effect itself and knows nothing of idempotency keys' memory, so that it can
/// prove that nothing happened twice.
enum Ledger {
  static let schema = """
    CREATE TABLE IF NOT EXISTS ledger (
      seq INTEGER PRIMARY KEY, orderId INTEGER NOT NULL, operation TEXT NOT NULL, key TEXT NOT NULL,
      effects INTEGER NOT NULL, at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS ledger_by_order ON ledger (orderId);
    """

  /// The most entries that one answer holds.
  static let entriesMax: Int64 = 10_000

  /// Notes that `call` took effect so many times; 0 for an undo that found nothing to undo.
  static func record(_ call: Call, effects: Int64, _ connection: Connection) throws {
    try connection.run(
      "INSERT INTO ledger (orderId, operation, key, effects, at) VALUES (?, ?, ?, ?, ?)", .int(call.orderId),
      .text(call.operation), .text(call.key), .int(effects), .int(call.time.milliseconds))
  }

  /// The effects of all orders or of one, counted by operation and key.
  static func entries(of orderId: Int64?, _ connection: Connection) throws -> JSON {
    let rows = try connection.rows(
      """
      SELECT orderId, operation, key, sum(effects) FROM ledger WHERE ?1 IS NULL OR orderId = ?1
      GROUP BY orderId, operation, key ORDER BY orderId, min(seq) LIMIT ?2
      """, [orderId.map { .int($0) } ?? .null, .int(entriesMax + 1)])
    let entries = try rows.prefix(Int(entriesMax)).map { row -> JSON in
      [
        "orderId": .int(try row.int(0)), "operation": .string(try row.text(1)),
        "idempotencyKey": .string(try row.text(2)), "count": .int(try row.int(3)),
      ]
    }
    return ["entries": .array(entries), "complete": .bool(rows.count <= entriesMax)]
  }
}
