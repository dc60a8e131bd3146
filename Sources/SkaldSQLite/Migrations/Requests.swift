/// Requests that came under a key of their sender, with what was answered; kept for a day.
enum Requests {
  static let migration = Migration(
    summary: "answers of requests with a key",
    sql: """
      CREATE TABLE requests(
        key TEXT PRIMARY KEY, fingerprint INTEGER NOT NULL, outcome BLOB, status INTEGER, body BLOB,
        at INTEGER NOT NULL) STRICT;
      CREATE INDEX requests_age ON requests(at);

      """)
}
