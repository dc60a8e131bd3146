/// Every statement that takes part in sagas, in one place: the guide for other languages shows the same, and a test
/// compares them.
package enum ParticipantSQL {
  /// The tables. They may be made again and again.
  package static let schema = """
    CREATE TABLE IF NOT EXISTS skald_answers (
      operation TEXT NOT NULL, key TEXT NOT NULL, input TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
      expires INTEGER NOT NULL, PRIMARY KEY (operation, key)
    );
    CREATE INDEX IF NOT EXISTS skald_answers_by_expiry ON skald_answers (expires);
    CREATE TABLE IF NOT EXISTS skald_barrier (
      instance TEXT NOT NULL, step TEXT NOT NULL, first TEXT NOT NULL CHECK (first IN ('action', 'undo')),
      expires INTEGER NOT NULL, PRIMARY KEY (instance, step)
    );
    CREATE INDEX IF NOT EXISTS skald_barrier_by_expiry ON skald_barrier (expires);
    CREATE TABLE IF NOT EXISTS skald_inbox (
      source TEXT NOT NULL, id TEXT NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY (source, id)
    );
    CREATE INDEX IF NOT EXISTS skald_inbox_by_expiry ON skald_inbox (expires);
    CREATE TABLE IF NOT EXISTS skald_outbox (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, key TEXT NOT NULL, type TEXT NOT NULL,
      data TEXT NOT NULL, at INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX IF NOT EXISTS skald_outbox_by_key ON skald_outbox (key, seq);
    """

  /// The answer that was given under a key.
  package static let findAnswer =
    "SELECT input, kind, body FROM skald_answers WHERE operation = ? AND key = ? AND expires > ?"
  /// Keeps an answer; one that has lapsed gives way.
  package static let keepAnswer = """
    INSERT INTO skald_answers (operation, key, input, kind, body, expires) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (operation, key) DO UPDATE SET
      input = excluded.input, kind = excluded.kind, body = excluded.body, expires = excluded.expires
    """
  /// Notes who came first for a step; changes no row where somebody did.
  package static let comeFirst = """
    INSERT INTO skald_barrier (instance, step, first, expires) VALUES (?, ?, ?, ?)
    ON CONFLICT (instance, step) DO NOTHING
    """
  /// Who came first for a step.
  package static let whoCameFirst = "SELECT first FROM skald_barrier WHERE instance = ? AND step = ?"
  /// Begins the work of a handler.
  package static let beginWork = "SAVEPOINT skald_work"
  /// Takes the work back, and nothing else.
  package static let takeBackWork = "ROLLBACK TO skald_work"
  /// Ends the work.
  package static let endWork = "RELEASE skald_work"

  /// Notes that an event came; changes no row where it did before.
  package static let receive = """
    INSERT INTO skald_inbox (source, id, expires) VALUES (?, ?, ?)
    ON CONFLICT (source, id) DO UPDATE SET expires = excluded.expires WHERE skald_inbox.expires <= ?
    """

  /// Keeps an event for the relay.
  package static let emit = "INSERT INTO skald_outbox (id, key, type, data, at) VALUES (?, ?, ?, ?, ?)"
  /// The oldest event of each key, where it is due.
  package static let dueEvents = """
    SELECT seq, id, key, type, data, at, tries FROM skald_outbox AS event WHERE due <= ?
    AND NOT EXISTS (SELECT 1 FROM skald_outbox AS older WHERE older.key = event.key AND older.seq < event.seq)
    ORDER BY seq LIMIT ?
    """
  /// When the next event of any key is due.
  package static let nextDue = """
    SELECT min(due) FROM skald_outbox AS event
    WHERE NOT EXISTS (SELECT 1 FROM skald_outbox AS older WHERE older.key = event.key AND older.seq < event.seq)
    """
  /// Forgets an event that was acknowledged.
  package static let acknowledge = "DELETE FROM skald_outbox WHERE seq = ?"
  /// Puts an event off, and with it what stands behind it under its key.
  package static let putOff = "UPDATE skald_outbox SET tries = tries + 1, due = ? WHERE seq = ?"

  /// Forgets answers that have lapsed.
  package static let sweepAnswers = """
    DELETE FROM skald_answers WHERE (operation, key) IN
    (SELECT operation, key FROM skald_answers WHERE expires <= ? LIMIT ?)
    """
  /// Forgets steps whose sagas are long over.
  package static let sweepBarrier = """
    DELETE FROM skald_barrier WHERE (instance, step) IN
    (SELECT instance, step FROM skald_barrier WHERE expires <= ? LIMIT ?)
    """
  /// Forgets events that nobody sends again.
  package static let sweepInbox = """
    DELETE FROM skald_inbox WHERE (source, id) IN
    (SELECT source, id FROM skald_inbox WHERE expires <= ? LIMIT ?)
    """

  /// What a service needs for calls, by name.
  package static let calls = [
    findAnswer, keepAnswer, comeFirst, whoCameFirst, beginWork, takeBackWork, endWork, sweepAnswers, sweepBarrier,
  ]
  /// What a service needs for events.
  package static let events = [receive, emit, dueEvents, nextDue, acknowledge, putOff, sweepInbox]
}
