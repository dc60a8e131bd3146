/// The tables of the first version.
enum FirstTables {
  /// The migration. Columns named `status` hold `Status.code`; times are milliseconds since 1970.
  static let migration = Migration(
    summary: "engine, definitions, instances, journal, inbox, cursors, held",
    sql: engine + instances + journal + inbox + relay)

  /// One row: who owns the file and which numbers are next. `incarnation` is raised when an older copy of the file is
  /// restored, `clean` is 1 while no process has the file open.
  private static let engine = """
    CREATE TABLE engine(
      id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL, incarnation INTEGER NOT NULL,
      nonce INTEGER NOT NULL, last_time INTEGER NOT NULL, next_instance INTEGER NOT NULL,
      next_position INTEGER NOT NULL, clean INTEGER NOT NULL) STRICT;
    CREATE TABLE definitions(
      id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL,
      program BLOB NOT NULL, UNIQUE (name, version, program)) STRICT;

    """

  /// Numbers come from the owner's counter. The trigger lets an instance go where its states can lead, one or several
  /// transitions on: a live one onwards, one that ended nowhere.
  private static let instances = """
    CREATE TABLE instances(
      id INTEGER PRIMARY KEY, definition INTEGER NOT NULL, saga TEXT NOT NULL, key TEXT, input_hash INTEGER NOT NULL,
      status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 5), stuck INTEGER NOT NULL, started INTEGER NOT NULL,
      updated INTEGER NOT NULL, resting INTEGER NOT NULL, wake INTEGER) STRICT;
    CREATE UNIQUE INDEX instances_key ON instances(key, saga) WHERE key IS NOT NULL;
    CREATE INDEX instances_saga ON instances(saga);
    CREATE INDEX instances_live ON instances(id) WHERE status < 2;
    CREATE INDEX instances_undone ON instances(status) WHERE status > 2;
    CREATE TRIGGER instances_status BEFORE UPDATE OF status ON instances
      WHEN NEW.status <> OLD.status AND (OLD.status > 1 OR NEW.status < 1 OR (OLD.status = 1 AND NEW.status = 2))
      BEGIN SELECT RAISE(ABORT, 'an instance cannot go from its status to the new one'); END;

    """

  /// History and outbox in one row. The outbox index lets a relay skip rows without events.
  private static let journal = """
    CREATE TABLE journal(
      position INTEGER PRIMARY KEY, instance INTEGER NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL,
      event BLOB NOT NULL, emitted BLOB, checksum INTEGER NOT NULL) STRICT;
    CREATE UNIQUE INDEX journal_instance ON journal(instance, sequence);
    CREATE INDEX journal_outbox ON journal(position) WHERE emitted IS NOT NULL;

    """

  /// Events that came in; those that are parked wait for their instance.
  private static let inbox = """
    CREATE TABLE inbox(
      number INTEGER PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL,
      data BLOB NOT NULL, at INTEGER NOT NULL, parked INTEGER NOT NULL, UNIQUE (source, id)) STRICT;
    CREATE INDEX inbox_parked ON inbox(name, key) WHERE parked = 1;
    CREATE INDEX inbox_age ON inbox(at);

    """

  /// How far sinks are, and what they still have to acknowledge behind that.
  private static let relay = """
    CREATE TABLE cursors(sink TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE held(
      sink TEXT NOT NULL, position INTEGER NOT NULL, idx INTEGER NOT NULL, ordering_key TEXT NOT NULL,
      PRIMARY KEY (sink, position, idx)) STRICT, WITHOUT ROWID;

    """
}
