internal import SkaldRuntime
internal import SkaldValue

/// A claimed file: the one connection that writes, and its statements, compiled once.
final class Session {
  let begin: Statement
  let commitStatement: Statement
  let rollback: Statement
  let advance: Statement
  let insertInstance: Statement
  let updateInstance: Statement
  let insertJournal: Statement
  let openIncident: Statement
  let closeIncident: Statement
  let insertInbox: Statement
  let unpark: Statement
  let dropParked: Statement
  let dropSeen: Statement
  let moveCursor: Statement
  let hold: Statement
  let release: Statement
  let find: Statement
  let seen: Statement
  let parked: Statement
  let keptStarts: Statement
  let correlate: Statement
  let uncorrelate: Statement
  let correlated: Statement
  let journal: Statement
  let live: Statement
  let findArchived: Statement
  let keepKey: Statement
  let removeInstance: Statement
  let removeJournal: Statement
  let adopt: Statement
  let keepFormer: Statement
  let forgetFormer: Statement
  let forgetLabels: Statement
  let connection: Connection

  /// The numbers as of the last commit.
  var counters: EngineRow.Counters
  /// Whether keys of archived instances must be looked for.
  var hasArchived: Bool
  /// How many batches were committed.
  var commits = 0
  /// Whether the transaction of the next commit was opened before it.
  private var isOpen = false

  /// Compiles the statements.
  init(connection: Connection, counters: EngineRow.Counters) throws(StoreError) {
    begin = try connection.prepare("BEGIN IMMEDIATE")
    commitStatement = try connection.prepare("COMMIT")
    rollback = try connection.prepare("ROLLBACK")
    advance = try connection.prepare(EngineRow.advance)
    insertInstance = try connection.prepare(InstanceColumns.insert)
    updateInstance = try connection.prepare(InstanceColumns.update)
    insertJournal = try connection.prepare(JournalColumns.insert)
    openIncident = try connection.prepare(IncidentColumns.insert)
    closeIncident = try connection.prepare(IncidentColumns.delete)
    insertInbox = try connection.prepare(InboxColumns.insert)
    unpark = try connection.prepare("UPDATE inbox SET parked = 0 WHERE source = ?1 AND id = ?2")
    dropParked = try connection.prepare("DELETE FROM inbox WHERE parked <> 0 AND at <= ?1")
    dropSeen = try connection.prepare("DELETE FROM inbox WHERE parked = 0 AND at <= ?1")
    moveCursor = try connection.prepare("INSERT OR REPLACE INTO cursors(sink, position) VALUES (?1, ?2)")
    hold = try connection.prepare(
      "INSERT OR IGNORE INTO held(sink, position, idx, ordering_key) VALUES (?1, ?2, ?3, ?4)")
    release = try connection.prepare("DELETE FROM held WHERE sink = ?1 AND position = ?2 AND idx = ?3")
    find = try connection.prepare("SELECT \(InstanceColumns.names) FROM instances WHERE key = ?1 AND saga = ?2")
    seen = try connection.prepare("SELECT 1 FROM inbox WHERE source = ?1 AND id = ?2")
    parked = try connection.prepare(InboxColumns.parked)
    keptStarts = try connection.prepare(InboxColumns.keptStarts)
    correlate = try connection.prepare("INSERT OR IGNORE INTO correlations(hash, instance) VALUES (?1, ?2)")
    uncorrelate = try connection.prepare("DELETE FROM correlations WHERE hash = ?1 AND instance = ?2")
    correlated = try connection.prepare("SELECT instance FROM correlations WHERE hash = ?1 ORDER BY instance")
    journal = try connection.prepare(JournalColumns.ofInstance)
    live = try connection.prepare(
      "SELECT \(InstanceColumns.names) FROM instances INDEXED BY instances_live WHERE status < 2 ORDER BY id")
    findArchived = try connection.prepare(ArchivedColumns.byKey)
    keepKey = try connection.prepare(ArchivedColumns.keep)
    removeInstance = try connection.prepare(ArchivedColumns.removeInstance)
    removeJournal = try connection.prepare(ArchivedColumns.removeJournal)
    adopt = try connection.prepare("UPDATE instances SET definition = ?2 WHERE id = ?1")
    keepFormer = try connection.prepare(FormerColumns.insert)
    forgetFormer = try connection.prepare(FormerColumns.delete)
    forgetLabels = try connection.prepare("DELETE FROM labels WHERE instance = ?1")
    hasArchived = try connection.integer("SELECT 1 FROM archived LIMIT 1") != nil
    self.connection = connection
    self.counters = counters
  }

  /// Opens the transaction of the next commit, where it is not.
  func open() throws(StoreError) {
    guard !isOpen else { return }
    try begin.run()
    isOpen = true
  }

  /// Takes out what was done in the transaction that is open, if one is.
  func abandon() {
    guard isOpen else { return }
    isOpen = false
    // It may be over already: SQLite rolls back on its own where the disk is full.
    if connection.isInTransaction { try? rollback.run() }
  }

  /// Runs `body` in a transaction of the prepared statements; on an error nothing of it is kept.
  func transaction<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T {
    try open()
    isOpen = false
    do {
      let result = try body()
      try commitStatement.run()
      return result
    } catch {
      // SQLite may have rolled back on its own; a failure to do so changes nothing of the error that counts.
      if connection.isInTransaction { try? rollback.run() }
      throw error
    }
  }

  /// Writes the counters; asserts that the file is still this session's.
  func write(_ counters: EngineRow.Counters) throws(StoreError) {
    advance.bind(counters.epoch, at: 1)
    advance.bind(counters.lastTime, at: 2)
    advance.bind(counters.nextInstance, at: 3)
    advance.bind(counters.nextPosition, at: 4)
    try advance.run()
    guard connection.changes == 1 else {
      throw StoreError(code: .held, message: "\(connection.path) was taken over by another process")
    }
  }

  /// Notes that the process ended as it should.
  func markClean() throws(StoreError) {
    try transaction { () throws(StoreError) in
      try write(counters)
      try connection.execute("UPDATE engine SET clean = 1")
    }
  }
}
