import SkaldValue

/// Writes to customers. The order service offers it, since it knows them.
struct Notification: Sendable {
  static let schema = """
    CREATE TABLE IF NOT EXISTS notifications (
      id INTEGER PRIMARY KEY AUTOINCREMENT, userId INTEGER NOT NULL, text TEXT NOT NULL
    ) STRICT;
    """

  let database: Database

  var operations: [Operation] {
    [Operation(name: "send", fields: [.id("userId"), .text("text")], perform: send)]
  }

  private func send(_ call: Call) async throws -> Answer {
    try await IdempotencyKeys(database: database, lifetime: .hours(24)).once(call) { connection in
      try connection.run(
        "INSERT INTO notifications (userId, text) VALUES (?, ?)", .int(call.int("userId")), .text(call.text("text")))
      try Ledger.record(call, effects: 1, connection)
      return .done([:])
    }
  }
}
