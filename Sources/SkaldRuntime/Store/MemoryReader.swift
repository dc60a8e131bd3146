public import SkaldCore
public import SkaldValue

/// A view of a database in memory.
public struct MemoryReader: StoreReader {
  let database: MemoryDatabase

  /// Makes a view.
  public init(_ database: MemoryDatabase) { self.database = database }

  /// An instance by id.
  public func instance(_ id: InstanceID) throws(StoreError) -> InstanceRow? {
    try database.access { contents throws(StoreError) in contents.instances[id] }
  }

  /// What is left of an archived instance; nil where there is none of that id, or it had no key.
  public func archived(_ id: InstanceID) throws(StoreError) -> InstanceRow? {
    try database.access { contents throws(StoreError) in contents.archived[id] }
  }

  /// Finds an instance by its definition's name and its key, also one that was archived.
  public func find(saga: String, key: String) throws(StoreError) -> InstanceRow? {
    try database.access { contents throws(StoreError) in
      contents.keys[.init(saga: saga, key: key)].flatMap { contents.instances[$0] ?? contents.archived[$0] }
    }
  }

  /// Instances that ended up to a time and have no open incident, among the next so many of all, oldest first.
  public func ended(
    after id: InstanceID, until time: Timestamp, among count: Int
  ) throws(StoreError) -> EndedInstances {
    try database.access { contents throws(StoreError) in
      let following = contents.instances.values.filter { id < $0.id }.sorted { $0.id < $1.id }.prefix(count)
      let open = Set(contents.incidents.compactMap(\.instance))
      return EndedInstances(of: Array(following), withIncidents: open, until: time, among: count)
    }
  }

  /// Instances that fit a query and fulfil a condition, newest first, at most the query's limit.
  public func search(
    _ query: InstanceQuery, within bounds: SearchBounds, where isWanted: @escaping (InstanceRow) -> Bool
  ) throws(StoreError) -> FoundInstances {
    try database.access { contents throws(StoreError) in
      var collector = InstanceCollector(limit: query.limit, bounds: bounds, where: isWanted)
      let older = contents.instances.values.filter { row in query.before.map { row.id < $0 } ?? true }
      for row in older.sorted(by: { $1.id < $0.id }) {
        guard try collector.take(row.id, { () throws(StoreError) in contents.matches(row, query) ? row : nil }) else {
          break
        }
      }
      return collector.result
    }
  }

  /// Entries of the audit log, at most the query's limit.
  public func audit(_ query: AuditQuery) throws(StoreError) -> [AuditRow] {
    try database.access { contents throws(StoreError) in
      let rows = query.isNewestFirst ? contents.audit.reversed() : contents.audit
      let matching = rows.filter { row in
        (query.after.map { query.isNewestFirst ? row.number < $0 : row.number > $0 } ?? true)
          && (query.actor ?? row.entry.actor) == row.entry.actor
          && (query.target ?? row.entry.target) == row.entry.target
      }
      return Array(matching.prefix(query.limit))
    }
  }

  /// Open incidents, oldest first, at most the query's limit.
  public func incidents(_ query: IncidentQuery) throws(StoreError) -> [IncidentRow] {
    try database.access { contents throws(StoreError) in
      let matching = contents.incidents.filter { row in
        row.number > query.after && (query.saga ?? row.saga) == row.saga
          && (query.kind ?? row.incident.kind) == row.incident.kind
      }
      return Array(matching.prefix(query.limit))
    }
  }

  /// The journal of an instance, oldest first.
  public func journal(of instance: InstanceID) throws(StoreError) -> [JournalRow] {
    try database.access { contents throws(StoreError) in contents.history(of: instance) }
  }

  /// A definition by id.
  public func definition(_ id: DefinitionID) throws(StoreError) -> SagaProgram? {
    try definitions().first { $0.id == id }?.program
  }

  /// Every definition, in the order of their ids.
  public func definitions() throws(StoreError) -> [(id: DefinitionID, program: SagaProgram)] {
    try database.access { contents throws(StoreError) in
      contents.definitions
    }
  }

  /// None: they are kept as they are.
  public func unreadableDefinitions() throws(StoreError) -> [UnreadableDefinition] { [] }

  /// How many events wait that were stored up to a time, by type, in the order of the names.
  public func waitingEvents(until time: Timestamp) throws(StoreError) -> [(name: String, count: Int)] {
    try database.access { contents throws(StoreError) in
      Dictionary(grouping: contents.parked.filter { $0.at <= time }, by: \.name)
        .map { (name: $0.key, count: $0.value.count) }.sorted { $0.name < $1.name }
    }
  }

  /// The labels of instances; those without any are left out.
  public func labels(of ids: [InstanceID]) throws(StoreError) -> [InstanceID: [Label]] {
    try database.access { contents throws(StoreError) in contents.labels.filter { ids.contains($0.key) } }
  }

  /// Every schedule, in the order of the names.
  public func schedules() throws(StoreError) -> [ScheduleRow] {
    try database.access { contents throws(StoreError) in contents.schedules.values.sorted { $0.name < $1.name } }
  }

  /// What is known of a request under a key; nil where there was none.
  public func request(_ key: String) throws(StoreError) -> RequestRow? {
    try database.access { contents throws(StoreError) in contents.requests[key] }
  }

  /// Outbox rows after a position, in order, at most `limit`.
  public func outbox(after position: Int64, limit: Int) throws(StoreError) -> [OutboxRow] {
    try database.access { contents throws(StoreError) in
      var rows: [OutboxRow] = []
      for row in contents.journal[contents.journalIndex(after: position)...] {
        guard rows.count < limit else { break }
        if let row = contents.outboxRow(row) { rows.append(row) }
      }
      return rows
    }
  }

  /// The events of a sink that are put back behind its cursor, in order.
  public func held(sink: String) throws(StoreError) -> [OutboundEvent.Place] {
    try database.access { contents throws(StoreError) in contents.held[sink] ?? [] }
  }

  /// Outbox rows at exact positions, in order.
  public func outbox(at positions: [Int64]) throws(StoreError) -> [OutboxRow] {
    try database.access { contents throws(StoreError) in
      positions.sorted().compactMap { position in
        let row = contents.journal[contents.journalIndex(after: position - 1)...].first
        guard let row, row.position == position else { return nil }
        return contents.outboxRow(row)
      }
    }
  }

  /// How many incidents are open, by kind.
  public func incidentCounts() throws(StoreError) -> [(kind: String, count: Int)] {
    try database.access { contents throws(StoreError) in
      Dictionary(grouping: contents.incidents, by: \.incident.kind).map { (kind: $0.key, count: $0.value.count) }
        .sorted { $0.kind < $1.kind }
    }
  }

  /// What a sink has not acknowledged.
  public func backlog(of sink: String) throws(StoreError) -> (rows: Int, oldest: Timestamp?) {
    try database.access { contents throws(StoreError) in
      let held = Set((contents.held[sink] ?? []).map(\.position))
      let cursor = contents.cursors[sink] ?? 0
      let rows = contents.journal.filter { row in
        !row.emitted.isEmpty && (row.position > cursor || held.contains(row.position))
      }
      return (rows.count, rows.first?.event.at)
    }
  }

  /// Nothing: it is in memory.
  public func size() throws(StoreError) -> (database: Int64, log: Int64) { (0, 0) }

  /// How far a sink is; 0 where it never was told.
  public func cursor(sink: String) throws(StoreError) -> Int64 {
    try database.access { contents throws(StoreError) in contents.cursors[sink] ?? 0 }
  }
}
