/// What is left of instances that were archived: enough that their keys are never given twice.
enum ArchivedInstances {
  static let migration = Migration(
    summary: "keys of archived instances",
    sql: """
      CREATE TABLE archived(
        id INTEGER PRIMARY KEY, definition INTEGER NOT NULL, saga TEXT NOT NULL, key TEXT NOT NULL,
        input_hash INTEGER NOT NULL, status INTEGER NOT NULL, started INTEGER NOT NULL, updated INTEGER NOT NULL) STRICT;
      CREATE UNIQUE INDEX archived_key ON archived(key, saga);

      """)
}
