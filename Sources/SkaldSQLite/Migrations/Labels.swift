/// Labels of instances: found by name and value, or by name alone, newest instances first.
enum Labels {
  static let migration = Migration(
    summary: "labels of instances",
    sql: """
      CREATE TABLE labels(
        instance INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY(instance, name)) STRICT, WITHOUT ROWID;
      CREATE INDEX labels_value ON labels(name, value, instance);
      CREATE INDEX labels_name ON labels(name, instance);

      """)
}
