/// Open incidents in one place: whoever looks after the engine wants them all, not those of one instance.
enum Incidents {
  static let migration = Migration(
    summary: "open incidents",
    sql: """
      CREATE TABLE incidents(
        number INTEGER PRIMARY KEY AUTOINCREMENT, instance INTEGER NOT NULL, kind TEXT NOT NULL, step TEXT NOT NULL,
        message TEXT NOT NULL, blocks INTEGER NOT NULL, at INTEGER NOT NULL, UNIQUE (instance, kind, step)) STRICT;
      """)
}
