import SkaldValue

/// The orders of the shop. A saga does the work; what an order has come to is the saga engine's to say.
struct Orders: Sendable {
  static let schema = """
    CREATE TABLE IF NOT EXISTS orders (
      id INTEGER PRIMARY KEY AUTOINCREMENT, idempotencyKey TEXT NOT NULL UNIQUE, userId INTEGER NOT NULL,
      amount INTEGER NOT NULL, sku TEXT NOT NULL, quantity INTEGER NOT NULL, createdAt INTEGER NOT NULL
    ) STRICT;
    """

  /// What became of a request to order.
  enum Placed: Sendable, Equatable {
    case new(Int64)
    case known(Int64)
    /// The key belongs to an order with another content.
    case mismatch
  }

  /// An order as it was placed.
  struct Order: Sendable {
    let id: Int64
    let userId: Int64
    let amount: Int64
    let sku: String
    let quantity: Int64
    let createdAt: Timestamp
    /// Whether its event still waits to be sent: then the engine cannot know it yet.
    let isUnsent: Bool
  }

  let database: Database
  let outbox: Outbox

  /// Stores the order and its event in one commit; the same key again finds the first order.
  func place(_ request: OrderRequest, at time: Timestamp) async throws -> Placed {
    let placed = try await database.write { connection -> Placed in
      if let known = try Self.find(request, connection) { return known }
      let id = try connection.insert(
        "INSERT INTO orders (idempotencyKey, userId, amount, sku, quantity, createdAt) VALUES (?, ?, ?, ?, ?, ?)",
        .text(request.idempotencyKey), .int(request.userId), .int(request.amount), .text(request.sku),
        .int(request.quantity), .int(time.milliseconds))
      try Outbox.add(Self.created(id, request, at: time), connection)
      return .new(id)
    }
    outbox.wake()
    return placed
  }

  func find(_ id: Int64) async throws -> Order? {
    try await database.read { connection in
      let rows = try connection.rows(
        "SELECT userId, amount, sku, quantity, createdAt FROM orders WHERE id = ?", [.int(id)])
      return try rows.first.map { row in
        Order(
          id: id, userId: try row.int(0), amount: try row.int(1), sku: try row.text(2), quantity: try row.int(3),
          createdAt: Timestamp(milliseconds: try row.int(4)),
          isUnsent: try Outbox.holds(orderId: id, connection))
      }
    }
  }

  private static func find(_ request: OrderRequest, _ connection: Connection) throws -> Placed? {
    let rows = try connection.rows(
      "SELECT id, userId, amount, sku, quantity FROM orders WHERE idempotencyKey = ?",
      [.text(request.idempotencyKey)])
    guard let row = rows.first else { return nil }
    let content: [Cell] = [
      .int(request.userId), .int(request.amount), .text(request.sku), .int(request.quantity),
    ]
    return Array(row.cells.dropFirst()) == content ? .known(try row.int(0)) : .mismatch
  }

  private static func created(_ id: Int64, _ request: OrderRequest, at time: Timestamp) -> CloudEvent {
    CloudEvent(
      source: "/order-shop/order", type: "order.created.v1", orderId: id, time: time,
      data: [
        "orderId": .int(id), "userId": .int(request.userId), "amount": .int(request.amount),
        "sku": .string(request.sku), "quantity": .int(request.quantity),
      ])
  }
}
