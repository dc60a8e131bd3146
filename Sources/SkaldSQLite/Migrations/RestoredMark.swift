/// Tells that an older copy took the place of the database, until its live instances are seen to.
enum RestoredMark {
  static let migration = Migration(
    summary: "mark of a database that was restored",
    sql: "ALTER TABLE engine ADD COLUMN restored INTEGER NOT NULL DEFAULT 0")
}
