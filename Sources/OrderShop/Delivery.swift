import SkaldValue

/// Sends the goods of an order on their way, and says so by an event.
struct Delivery: Sendable {
  static let schema = """
    CREATE TABLE IF NOT EXISTS deliveries (
      deliveryId INTEGER PRIMARY KEY AUTOINCREMENT, orderId INTEGER NOT NULL, reservationId TEXT NOT NULL
    ) STRICT;
    """

  let database: Database
  let outbox: Outbox
  /// Whether it says so itself; in a flow the participant does.
  var announces = true

  var operations: [Operation] {
    [Operation(name: "request", fields: [.id("orderId"), .text("reservationId")], perform: request)]
  }

  /// Keys never lapse: a saga that may not turn back any more asks again without end.
  private func request(_ call: Call) async throws -> Answer {
    let answer = try await IdempotencyKeys(database: database, lifetime: .forever).once(call) { connection in
      let number = try connection.insert(
        "INSERT INTO deliveries (orderId, reservationId) VALUES (?, ?)", .int(call.orderId),
        .text(call.text("reservationId")))
      let id = "del-\(number)"
      try Ledger.record(call, effects: 1, connection)
      if announces {
        try Outbox.add(
          CloudEvent(
            source: "/order-shop/delivery", type: "delivery.started.v1", orderId: call.orderId, time: call.time,
            data: ["orderId": .int(call.orderId), "deliveryId": .string(id)]), connection)
      }
      return .done(["deliveryId": .string(id)])
    }
    outbox.wake()
    return answer
  }
}
