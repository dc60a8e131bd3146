import SkaldRuntime
import SkaldValue
import Synchronization

@testable import SkaldSQLite

/// Handlers that keep the stock in tables of the engine's database.
struct Warehouse {
  struct Order: Codable, Sendable {
    var orderId: Int64
  }

  struct Reservation: Codable, Sendable {
    var reservationId: String
  }

  struct Fault: Error {}

  /// How many pieces there are at the beginning.
  static let stock: Int64 = 10

  /// Called before and after a handler works; a test may throw there, or count.
  var pass: @Sendable (_ place: String, Call, StoreTransaction) throws -> Void = { _, _, _ in }

  /// Reserves a piece for an order, and gives it back.
  var handlers: Handlers {
    var handlers = Handlers()
    handlers.prepare { db in
      try db.execute(
        """
        CREATE TABLE IF NOT EXISTS stock(sku TEXT PRIMARY KEY, available INTEGER NOT NULL CHECK (available >= 0)) STRICT;
        CREATE TABLE IF NOT EXISTS reservations(order_id INTEGER PRIMARY KEY, id TEXT NOT NULL) STRICT;
        """)
      try db.execute("INSERT OR IGNORE INTO stock VALUES ('lamp', ?1)", [Self.stock])
    }
    let pass = pass
    handlers.transaction("inventory.reserve") { (order: Order, db, call) in
      try pass("begin", call, db)
      try db.execute("UPDATE stock SET available = available - 1 WHERE sku = ?1", ["lamp"])
      try db.execute("INSERT INTO reservations VALUES (?1, ?2)", [order.orderId, call.idempotencyKey])
      try pass("end", call, db)
      return Reservation(reservationId: call.idempotencyKey)
    }
    handlers.transaction("inventory.release") { (order: Order, db, call) in
      try pass("begin", call, db)
      let changed = try db.execute("DELETE FROM reservations WHERE order_id = ?1", [order.orderId])
      if changed > 0 { try db.execute("UPDATE stock SET available = available + 1 WHERE sku = 'lamp'") }
      try pass("end", call, db)
    }
    return handlers
  }

  /// What a database file says, as another process reads it.
  struct Count: Equatable {
    var available: Int64
    var reserved: Int64

    /// Nothing was reserved that did not leave the stock, and the other way round.
    var isConsistent: Bool { available + reserved == Warehouse.stock }

    init(available: Int64, reserved: Int64) {
      self.available = available
      self.reserved = reserved
    }

    init(in path: String) throws {
      let connection = try Connection(path: path, mode: .readOnly)
      available = try connection.integer("SELECT available FROM stock") ?? -1
      reserved = try connection.integer("SELECT count(*) FROM reservations") ?? -1
    }
  }
}

/// Counts, from whatever thread.
final class Counter: Sendable {
  private let value = Atomic(0)

  var count: Int { value.load(ordering: .relaxed) }

  func add() { value.add(1, ordering: .relaxed) }
}
