import SkaldValue

/// Events that were stored with their cause and have not been acknowledged yet.
struct Outbox: Sendable {
  static let schema = """
    CREATE TABLE IF NOT EXISTS outbox (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, orderId INTEGER NOT NULL, event TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS outbox_by_order ON outbox (orderId);
    """

  /// How many events one pass of the relay reads.
  static let passMax = 100

  struct Entry: Sendable {
    let seq: Int64
    let orderId: Int64
    let event: String
  }

  let database: Database
  /// Says that there may be something to send; signals that nobody heard yet fall together.
  let signals: AsyncStream<Void>
  private let signal: AsyncStream<Void>.Continuation

  init(database: Database) {
    self.database = database
    (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Stores an event in the transaction of its cause.
  static func add(_ event: CloudEvent, _ connection: Connection) throws {
    try connection.run(
      "INSERT INTO outbox (orderId, event) VALUES (?, ?)", .int(event.orderId), .text(event.structured))
  }

  /// Whether an event of this order is still to be sent.
  static func holds(orderId: Int64, _ connection: Connection) throws -> Bool {
    try !connection.rows("SELECT 1 FROM outbox WHERE orderId = ? LIMIT 1", [.int(orderId)]).isEmpty
  }

  /// Tells the relay, once the transaction is committed.
  func wake() { signal.yield() }

  /// The oldest events, in the order of their commits.
  func pending() async throws -> [Entry] {
    try await database.read { connection in
      let rows = try connection.rows(
        "SELECT seq, orderId, event FROM outbox ORDER BY seq LIMIT ?", [.int(Int64(Self.passMax))])
      return try rows.map { Entry(seq: try $0.int(0), orderId: try $0.int(1), event: try $0.text(2)) }
    }
  }

  /// Forgets events that were acknowledged.
  func remove(_ sent: [Entry]) async throws {
    try await database.write { connection in
      for entry in sent { try connection.run("DELETE FROM outbox WHERE seq = ?", .int(entry.seq)) }
    }
  }
}
