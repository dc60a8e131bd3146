/// Keeps what people do. What was written is neither changed nor removed, not even by the engine itself.
enum AuditLog {
  static let migration = Migration(
    summary: "what people did, as a chain of digests",
    sql: """
      CREATE TABLE audit(
        number INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
        target TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, seal BLOB NOT NULL) STRICT;
      CREATE INDEX audit_target ON audit(target, number);
      ALTER TABLE engine ADD COLUMN audited INTEGER NOT NULL DEFAULT 0;
      CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log is kept'); END;
      CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log is kept'); END;

      """)
}
