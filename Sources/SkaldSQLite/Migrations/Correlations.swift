/// Finds the instances that an event may concern in the file: a million of them in memory would cost more than all else.
///
/// The hashes of instances that are there already cannot be computed here; `correlated` stays 0 until the engine has.
enum Correlations {
  static let migration = Migration(
    summary: "which live instances an event may concern",
    sql: """
      CREATE TABLE correlations(
        hash INTEGER NOT NULL, instance INTEGER NOT NULL, PRIMARY KEY (hash, instance)) STRICT, WITHOUT ROWID;
      ALTER TABLE engine ADD COLUMN correlated INTEGER NOT NULL DEFAULT 0;

      """)
}
