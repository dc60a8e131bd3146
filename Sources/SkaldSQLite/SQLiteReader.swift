public import SkaldCore
public import SkaldRuntime
public import SkaldValue
internal import Synchronization

/// A read-only view of a database file, with a connection of its own. It sees what is committed.
public final class SQLiteReader: StoreReader {
  private let view: Mutex<View>
  let path: String

  /// Opens a file for reading; nobody has to have claimed it.
  /// - Throws: ``StoreError`` with the code `unreadable` where there is no such file, or none of this version.
  public convenience init(path: String) throws(StoreError) { try self.init(path: path, disk: nil) }

  /// Opens a file of a file system of SQLite; nil for the real one.
  init(path: String, disk: String?) throws(StoreError) {
    self.path = path
    view = Mutex(try View(path: path, disk: disk))
  }

  /// What a statement gives that is asked seldom, so that it is not kept compiled.
  func query<T: Sendable>(
    _ sql: String, _ text: String? = nil, _ read: @Sendable (borrowing Statement) throws(StoreError) -> T
  ) throws(StoreError) -> [T] {
    try view.withLock { view throws(StoreError) in
      let statement = try view.connection.prepare(sql)
      if let text { statement.bind(text, at: 1) }
      return try statement.all(read)
    }
  }

  /// An instance by id.
  public func instance(_ id: InstanceID) throws(StoreError) -> InstanceRow? {
    try view.withLock { view throws(StoreError) in
      view.instance.bind(id.number, at: 1)
      return try view.instance.first(InstanceColumns.read)
    }
  }

  /// What is left of an archived instance; nil where there is none of that id, or it had no key.
  public func archived(_ id: InstanceID) throws(StoreError) -> InstanceRow? {
    try view.withLock { view throws(StoreError) in
      view.archived.bind(id.number, at: 1)
      return try view.archived.first(InstanceColumns.read)
    }
  }

  /// Finds an instance by its definition's name and its key, also one that was archived.
  public func find(saga: String, key: String) throws(StoreError) -> InstanceRow? {
    try view.withLock { view throws(StoreError) in
      view.find.bind(key, at: 1)
      view.find.bind(saga, at: 2)
      return try view.find.first(InstanceColumns.read)
    }
  }

  /// Instances that ended up to a time and have no open incident, among the next so many of all, oldest first.
  public func ended(
    after id: InstanceID, until time: Timestamp, among count: Int
  ) throws(StoreError) -> EndedInstances {
    try view.withLock { view throws(StoreError) in
      view.following.bind(id.number, at: 1)
      view.following.bind(Int64(count), at: 2)
      let stretch = try view.following.all(InstanceColumns.read)
      view.withIncidents.bind(id.number, at: 1)
      view.withIncidents.bind(stretch.last?.id.number ?? 0, at: 2)
      let open = Set(try view.withIncidents.all { row in InstanceID(row.integer(0)) })
      return EndedInstances(of: stretch, withIncidents: open, until: time, among: count)
    }
  }

  /// Instances that fit a query and fulfil a condition, newest first, at most the query's limit.
  public func search(
    _ query: InstanceQuery, within bounds: SearchBounds, where isWanted: @escaping (InstanceRow) -> Bool
  ) throws(StoreError) -> FoundInstances {
    try access { connection throws(StoreError) in
      try InstanceList.search(query, within: bounds, on: connection, where: isWanted)
    }
  }

  /// Entries of the audit log, at most the query's limit.
  public func audit(_ query: AuditQuery) throws(StoreError) -> [AuditRow] {
    try access { connection throws(StoreError) in try AuditColumns.list(query, on: connection) }
  }

  /// Open incidents, oldest first, at most the query's limit.
  public func incidents(_ query: IncidentQuery) throws(StoreError) -> [IncidentRow] {
    try view.withLock { view throws(StoreError) in
      IncidentColumns.bind(query, to: view.incidents)
      return try view.incidents.all(IncidentColumns.read)
    }
  }

  /// The journal of an instance, oldest first.
  public func journal(of instance: InstanceID) throws(StoreError) -> [JournalRow] {
    try view.withLock { view throws(StoreError) in
      view.journal.bind(instance.number, at: 1)
      return try view.journal.all(JournalColumns.read)
    }
  }

  /// A definition by id.
  public func definition(_ id: DefinitionID) throws(StoreError) -> SagaProgram? {
    try view.withLock { view throws(StoreError) in
      view.definition.bind(id.number, at: 1)
      return try view.definition.first(DefinitionColumns.read)?.program
    }
  }

  /// Every definition that can be read, in the order of their ids.
  public func definitions() throws(StoreError) -> [(id: DefinitionID, program: SagaProgram)] {
    try view.withLock { view throws(StoreError) in
      try view.definitions.all { row in try? DefinitionColumns.read(row) }.compactMap { $0 }
    }
  }

  /// The definitions that this version cannot read, in the order of their ids.
  public func unreadableDefinitions() throws(StoreError) -> [UnreadableDefinition] {
    try query(DefinitionColumns.named) { row in
      do throws(StoreError) {
        _ = try DefinitionColumns.read(row)
        return nil
      } catch {
        return UnreadableDefinition(
          id: DefinitionID(row.integer(0)), name: row.text(2), version: Int(row.integer(3)))
      }
    }.compactMap { $0 }
  }

  /// Every schedule, in the order of the names.
  public func schedules() throws(StoreError) -> [ScheduleRow] {
    try query(ScheduleColumns.all) { row throws(StoreError) in try ScheduleColumns.read(row) }
  }

  /// What is known of a request under a key; nil where there was none.
  public func request(_ key: String) throws(StoreError) -> RequestRow? {
    try query(RequestColumns.byKey, key) { row throws(StoreError) in try RequestColumns.read(row) }.first
  }

  /// How many events wait that were stored up to a time, by type, in the order of the names.
  public func waitingEvents(until time: Timestamp) throws(StoreError) -> [(name: String, count: Int)] {
    try access { connection throws(StoreError) in
      let events = try connection.prepare(InboxColumns.waitingUntil)
      events.bind(time.milliseconds, at: 1)
      return try events.all { row in (name: row.text(0), count: Int(row.integer(1))) }
    }
  }

  /// The labels of instances; those without any are left out.
  public func labels(of ids: [InstanceID]) throws(StoreError) -> [InstanceID: [Label]] {
    try access { connection throws(StoreError) in try LabelColumns.read(ids, on: connection) }
  }

  /// Outbox rows after a position, in order, at most `limit`.
  public func outbox(after position: Int64, limit: Int) throws(StoreError) -> [OutboxRow] {
    try view.withLock { view throws(StoreError) in
      view.outboxAfter.bind(position, at: 1)
      view.outboxAfter.bind(Int64(limit), at: 2)
      return try view.outboxAfter.all(JournalColumns.readOutbox)
    }
  }

  /// The events of a sink that are put back behind its cursor, in order.
  public func held(sink: String) throws(StoreError) -> [OutboundEvent.Place] {
    try view.withLock { view throws(StoreError) in
      view.held.bind(sink, at: 1)
      return try view.held.all { row in OutboundEvent.Place(position: row.integer(0), index: Int(row.integer(1))) }
    }
  }

  /// Outbox rows at exact positions, in order.
  public func outbox(at positions: [Int64]) throws(StoreError) -> [OutboxRow] {
    try view.withLock { view throws(StoreError) in
      var rows: [OutboxRow] = []
      for position in positions.sorted() {
        view.outboxAt.bind(position, at: 1)
        if let row = try view.outboxAt.first(JournalColumns.readOutbox) { rows.append(row) }
      }
      return rows
    }
  }

  /// Lends the connection, for what is asked once and needs no statement that is kept.
  func access<T: Sendable>(_ body: (Connection) throws(StoreError) -> T) throws(StoreError) -> T {
    try view.withLock { view throws(StoreError) in try body(view.connection) }
  }

  /// How far a sink is; 0 where it never was told.
  public func cursor(sink: String) throws(StoreError) -> Int64 {
    try view.withLock { view throws(StoreError) in
      view.cursor.bind(sink, at: 1)
      return try view.cursor.first { row in row.integer(0) } ?? 0
    }
  }
}

/// The connection of a reader and its statements, compiled once.
private final class View {
  let instance: Statement
  let archived: Statement
  let find: Statement
  let following: Statement
  let withIncidents: Statement
  let journal: Statement
  let incidents: Statement
  let definition: Statement
  let definitions: Statement
  let outboxAfter: Statement
  let outboxAt: Statement
  let held: Statement
  let cursor: Statement
  let connection: Connection

  init(path: String, disk: String?) throws(StoreError) {
    let connection = try Connection(path: path, mode: .readOnly, disk: disk)
    try connection.setUpReader()
    let version = try MigrationCatalog.version(of: connection)
    guard version == MigrationCatalog.current else {
      throw StoreError(
        code: .unreadable, message: "\(path) has tables of version \(version); an engine must open it once")
    }
    instance = try connection.prepare("SELECT \(InstanceColumns.names) FROM instances WHERE id = ?1")
    archived = try connection.prepare(ArchivedColumns.byID)
    find = try connection.prepare(ArchivedColumns.anyByKey)
    following = try connection.prepare(
      "SELECT \(InstanceColumns.names) FROM instances WHERE id > ?1 ORDER BY id LIMIT ?2")
    withIncidents = try connection.prepare("SELECT instance FROM incidents WHERE instance > ?1 AND instance <= ?2")
    journal = try connection.prepare(JournalColumns.ofInstance)
    incidents = try connection.prepare(IncidentColumns.list)
    definition = try connection.prepare(DefinitionColumns.byID)
    definitions = try connection.prepare(DefinitionColumns.all)
    outboxAfter = try connection.prepare(JournalColumns.outboxAfter)
    outboxAt = try connection.prepare(JournalColumns.outboxAt)
    held = try connection.prepare("SELECT position, idx FROM held WHERE sink = ?1 ORDER BY position, idx")
    cursor = try connection.prepare("SELECT position FROM cursors WHERE sink = ?1")
    self.connection = connection
  }
}
