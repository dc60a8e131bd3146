/// Which instances have not begun. They count as running in `status`, whose numbers are fixed by a condition of the table.
enum ScheduledColumn {
  static let migration = Migration(
    summary: "instances that have not begun",
    sql: """
      ALTER TABLE instances ADD COLUMN scheduled INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX instances_scheduled ON instances(id) WHERE scheduled = 1;
      CREATE TRIGGER instances_begin BEFORE UPDATE OF scheduled ON instances
        WHEN NEW.scheduled > OLD.scheduled OR (NEW.scheduled = 1 AND NEW.status <> 0)
        BEGIN SELECT RAISE(ABORT, 'an instance cannot go from its status to the new one'); END;

      """)
}
