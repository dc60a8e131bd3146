import SkaldValue

/// Somebody else changed the stock between our reading and our writing.
struct StaleVersion: Error {}

/// How much of an article there was when it was read.
struct Stock: Sendable {
  let sku: String
  let onHand: Int64
  let version: Int64

  static func find(_ sku: String, _ connection: Connection) throws -> Stock? {
    try connection.rows("SELECT sku, onHand, version FROM stock WHERE sku = ?", [.text(sku)]).first.map(Stock.init)
  }

  /// The stock of the articles that are set aside for an order.
  static func reserved(for orderId: Int64, _ connection: Connection) throws -> [Stock] {
    try connection.rows(
      """
      SELECT sku, onHand, version FROM stock
      WHERE sku IN (SELECT sku FROM reservations WHERE orderId = ? AND released = 0)
      """, [.int(orderId)]
    ).map(Stock.init)
  }

  /// Writes the new amount only where the version is still the one that was read.
  func change(by amount: Int64, _ connection: Connection) throws {
    let changed = try connection.run(
      "UPDATE stock SET onHand = ?, version = version + 1 WHERE sku = ? AND version = ?", .int(onHand + amount),
      .text(sku), .int(version))
    guard changed == 1 else { throw StaleVersion() }
  }

  /// All articles, for people and checks.
  static func list(_ connection: Connection) throws -> JSON {
    let rows = try connection.rows("SELECT sku, onHand, version FROM stock ORDER BY sku").map(Stock.init)
    let list = rows.map { stock -> JSON in
      ["sku": .string(stock.sku), "onHand": .int(stock.onHand), "version": .int(stock.version)]
    }
    return ["stock": .array(list)]
  }

  private init(_ row: Row) throws {
    sku = try row.text(0)
    onHand = try row.int(1)
    version = try row.int(2)
  }
}
