/// What instances are found by beyond saga, key and status. All indexes are partial: an instance that nothing goes wrong
/// with is in none of them.
enum SearchColumns {
  static let migration = Migration(
    summary: "failing, step and code of instances, and what finds the few among many",
    sql: """
      ALTER TABLE instances ADD COLUMN failing INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE instances ADD COLUMN step TEXT;
      ALTER TABLE instances ADD COLUMN code TEXT;
      CREATE INDEX instances_compensating ON instances(id) WHERE status = 1;
      CREATE INDEX instances_turned ON instances(id) WHERE status > 2;
      CREATE INDEX instances_stuck ON instances(id) WHERE stuck = 1;
      CREATE INDEX instances_failing ON instances(id) WHERE failing = 1;
      CREATE INDEX instances_code ON instances(code) WHERE code IS NOT NULL;

      """)
}
