import SkaldValue

/// Sets goods aside for an order and puts them back.
struct Inventory: Sendable {
  static let schema = """
    CREATE TABLE IF NOT EXISTS stock (
      sku TEXT PRIMARY KEY, onHand INTEGER NOT NULL CHECK (onHand >= 0), version INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS reservations (
      reservationId INTEGER PRIMARY KEY AUTOINCREMENT, orderId INTEGER NOT NULL, sku TEXT NOT NULL,
      quantity INTEGER NOT NULL, released INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX IF NOT EXISTS reservations_by_order ON reservations (orderId);
    CREATE TABLE IF NOT EXISTS releases (orderId INTEGER PRIMARY KEY) STRICT;
    INSERT OR IGNORE INTO stock VALUES ('bike-1', 1000, 1), ('bike-0', 0, 1);
    """

  static let keyLifetime = Milliseconds.hours(24)
  /// How often a change is tried when others are faster; a hundred buyers of one article at once get through.
  static let triesMax = 50

  let database: Database

  var operations: [Operation] {
    [
      Operation(
        name: "reserve", fields: [.id("orderId"), .text("sku"), .count("quantity", to: 1000)], perform: reserve),
      Operation(name: "release", fields: [.id("orderId")], perform: release),
    ]
  }

  private func reserve(_ call: Call) async throws -> Answer {
    let keys = IdempotencyKeys(database: database, lifetime: Self.keyLifetime)
    return try await retrying {
      let seen = try await database.read { try Stock.find(call.text("sku"), $0) }
      return try await keys.once(call) { try Self.take(call, seen, $0) }
    }
  }

  private static func take(_ call: Call, _ seen: Stock?, _ connection: Connection) throws -> Answer {
    let (quantity, order) = (call.int("quantity"), Cell.int(call.orderId))
    guard try connection.rows("SELECT 1 FROM releases WHERE orderId = ?", [order]).isEmpty else { return .tombstoned }
    guard let seen, seen.onHand >= quantity else { return .refused("out_of_stock") }
    try seen.change(by: -quantity, connection)
    let id = try connection.insert(
      "INSERT INTO reservations (orderId, sku, quantity) VALUES (?, ?, ?)", order, .text(seen.sku), .int(quantity))
    try Ledger.record(call, effects: 1, connection)
    return .done(["reservationId": .string("res-\(id)")])
  }

  private func release(_ call: Call) async throws -> Answer {
    try await retrying {
      let seen = try await database.read { try Stock.reserved(for: call.orderId, $0) }
      return try await database.write { try Self.putBack(call, seen, $0) }
    }
  }

  /// Puts back what was set aside for the order, once.
  ///
  /// The release's row is also the tombstone: where nothing was reserved yet, a reservation that comes later is turned
  /// away.
  private static func putBack(_ call: Call, _ seen: [Stock], _ connection: Connection) throws -> Answer {
    if let code = call.refusal { return .refused(code) }
    let order = Cell.int(call.orderId)
    guard try connection.run("INSERT OR IGNORE INTO releases VALUES (?)", order) == 1 else { return .done([:]) }
    let open = try connection.rows(
      "SELECT sku, quantity FROM reservations WHERE orderId = ? AND released = 0", [order])
    for row in open {
      let sku = try row.text(0)
      guard let stock = try seen.first(where: { $0.sku == sku }) ?? Stock.find(sku, connection) else { continue }
      try stock.change(by: try row.int(1), connection)
    }
    try connection.run("UPDATE reservations SET released = 1 WHERE orderId = ?", order)
    try Ledger.record(call, effects: Int64(open.count), connection)
    return .done([:])
  }

  private func retrying(_ attempt: () async throws -> Answer) async throws -> Answer {
    for attempts in 1...Self.triesMax {
      do { return try await attempt() } catch is StaleVersion {
        // Those who lost the race must not all come back at the same moment.
        try await Task.sleep(for: .milliseconds(Int.random(in: 1...(2 * attempts))))
      }
    }
    return .later
  }
}
