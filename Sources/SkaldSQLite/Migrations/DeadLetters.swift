/// Events that a sink does not take, put aside. The place comes first: an instance that is archived takes its own along.
enum DeadLetters {
  static let migration = Migration(
    summary: "events that were put aside",
    sql: """
      CREATE TABLE dead_letters(
        position INTEGER NOT NULL, idx INTEGER NOT NULL, sink TEXT NOT NULL, ordering_key TEXT NOT NULL,
        attempts INTEGER NOT NULL, error TEXT NOT NULL, since INTEGER NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (position, idx, sink)) STRICT, WITHOUT ROWID;

      """)
}
