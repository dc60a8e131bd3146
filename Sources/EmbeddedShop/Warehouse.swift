import Skald

/// The stock, in tables of the engine's database: what a saga does here is one transaction with its step.
enum Warehouse {
  struct Reserve: Codable, Sendable {
    var orderId: String
    var sku: String
    var quantity: Int
  }

  struct Release: Codable, Sendable {
    var orderId: String
  }

  private static let tables = """
    CREATE TABLE IF NOT EXISTS stock(
      sku TEXT PRIMARY KEY, available INTEGER NOT NULL CHECK (available >= 0)) STRICT;
    CREATE TABLE IF NOT EXISTS reservations(
      order_id TEXT PRIMARY KEY, sku TEXT NOT NULL REFERENCES stock(sku), quantity INTEGER NOT NULL) STRICT;
    INSERT OR IGNORE INTO stock VALUES ('lamp', 10), ('chair', 2);
    """

  static func add(to handlers: inout Handlers) {
    handlers.prepare { db in try db.execute(tables) }
    handlers.transaction("inventory.reserve") { (order: Reserve, db, _) in
      let changed = try db.execute(
        "UPDATE stock SET available = available - ?1 WHERE sku = ?2 AND available >= ?1", [order.quantity, order.sku])
      guard changed == 1 else { throw Refusal("out_of_stock") }
      try db.execute(
        "INSERT INTO reservations VALUES (?1, ?2, ?3)", [order.orderId, order.sku, order.quantity])
    }
    handlers.transaction("inventory.release") { (order: Release, db, _) in
      let rows = try db.query(
        "DELETE FROM reservations WHERE order_id = ?1 RETURNING sku, quantity", [order.orderId])
      for row in rows {
        try db.execute("UPDATE stock SET available = available + ?1 WHERE sku = ?2", [row.values[1], row.values[0]])
      }
    }
  }
}
