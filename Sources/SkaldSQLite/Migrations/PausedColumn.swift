/// Which instances are paused; few are, and the index has those alone.
enum PausedColumn {
  static let migration = Migration(
    summary: "paused instances",
    sql: """
      ALTER TABLE instances ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX instances_paused ON instances(id) WHERE paused = 1;

      """)
}
