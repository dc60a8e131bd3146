/// Sagas that begin at recurring times, and how far each of them has come.
enum Schedules {
  static let migration = Migration(
    summary: "recurring starts",
    sql: """
      CREATE TABLE schedules(
        name TEXT PRIMARY KEY, saga TEXT NOT NULL, input BLOB NOT NULL, time_field TEXT, key TEXT, cron TEXT NOT NULL,
        zone TEXT NOT NULL, overlap TEXT NOT NULL, catch_up INTEGER NOT NULL, paused INTEGER NOT NULL,
        decided INTEGER NOT NULL, next INTEGER, waiting INTEGER, last INTEGER, instance INTEGER, instance_at INTEGER,
        started INTEGER NOT NULL, skipped INTEGER NOT NULL, missed INTEGER NOT NULL, failed INTEGER NOT NULL,
        created INTEGER NOT NULL, created_by TEXT NOT NULL, changed INTEGER NOT NULL, changed_by TEXT NOT NULL) STRICT;

      """)
}
