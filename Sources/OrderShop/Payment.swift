import SkaldValue

/// Takes money for an order and gives it back.
struct Payment: Sendable {
  static let schema = """
    CREATE TABLE IF NOT EXISTS charges (
      paymentId INTEGER PRIMARY KEY AUTOINCREMENT, orderId INTEGER NOT NULL, userId INTEGER NOT NULL,
      amount INTEGER NOT NULL, refunded INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX IF NOT EXISTS charges_by_order ON charges (orderId);
    CREATE TABLE IF NOT EXISTS refunds (
      refundId INTEGER PRIMARY KEY AUTOINCREMENT, orderId INTEGER NOT NULL UNIQUE, amount INTEGER NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;
    """

  /// The bank declines a card for more than this.
  static let cardLimit: Int64 = 1_000_000
  /// Saga engines retry within hours; a day is what payment providers commonly promise.
  static let keyLifetime = Milliseconds.hours(24)

  let database: Database

  var operations: [Operation] {
    [
      Operation(
        name: "charge", fields: [.id("orderId"), .id("userId"), .count("amount", to: .max)], perform: charge),
      Operation(name: "refund", fields: [.id("orderId"), .text("reason")], perform: refund),
    ]
  }

  private func charge(_ call: Call) async throws -> Answer {
    try await IdempotencyKeys(database: database, lifetime: Self.keyLifetime).once(call) { connection in
      guard try Self.refund(of: call.orderId, connection) == nil else { return .tombstoned }
      guard call.int("amount") <= Self.cardLimit else { return .refused("card_declined") }
      let id = try connection.insert(
        "INSERT INTO charges (orderId, userId, amount) VALUES (?, ?, ?)", .int(call.orderId),
        .int(call.int("userId")), .int(call.int("amount")))
      try Ledger.record(call, effects: 1, connection)
      return .done(["paymentId": .string("pay-\(id)")])
    }
  }

  /// Gives back whatever the order was charged, once.
  ///
  /// The refund's row is also the tombstone: where there was no charge yet, one that comes later is turned away.
  private func refund(_ call: Call) async throws -> Answer {
    try await database.write { connection in
      if let code = call.refusal { return .refused(code) }
      if let known = try Self.refund(of: call.orderId, connection) { return Self.answer(known) }
      let charged = try connection.rows(
        "SELECT count(*), coalesce(sum(amount), 0) FROM charges WHERE orderId = ? AND refunded = 0",
        [.int(call.orderId)])
      let (count, amount) = try charged.first.map { (try $0.int(0), try $0.int(1)) } ?? (0, 0)
      try connection.run("UPDATE charges SET refunded = 1 WHERE orderId = ?", .int(call.orderId))
      let id = try connection.insert(
        "INSERT INTO refunds (orderId, amount, reason) VALUES (?, ?, ?)", .int(call.orderId), .int(amount),
        .text(call.text("reason")))
      try Ledger.record(call, effects: count, connection)
      return Self.answer(id)
    }
  }

  private static func refund(of orderId: Int64, _ connection: Connection) throws -> Int64? {
    try connection.rows("SELECT refundId FROM refunds WHERE orderId = ?", [.int(orderId)]).first?.int(0)
  }

  private static func answer(_ refundId: Int64) -> Answer { .done(["refundId": .string("ref-\(refundId)")]) }
}
