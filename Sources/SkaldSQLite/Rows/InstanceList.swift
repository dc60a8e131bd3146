internal import SkaldCore
internal import SkaldRuntime
internal import SkaldValue

/// Lists of instances. The text of the statement is made of constants alone; values are bound.
enum InstanceList {
  /// How a list walks: over which index, by which condition of its own.
  struct Walk {
    var index: String?
    var condition: String?
    /// Whether the first label is walked over, and leads to the instances.
    var isByLabel = false
  }

  /// Walks over instances, newest first, until the limit or a bound is reached.
  static func search(
    _ query: InstanceQuery, within bounds: SearchBounds, on connection: Connection,
    where isWanted: @escaping (InstanceRow) -> Bool
  ) throws(StoreError) -> FoundInstances {
    // Conditions that exclude each other leave nothing to walk over.
    if query.statuses?.isEmpty == true { return FoundInstances() }
    var collector = InstanceCollector(limit: query.limit, bounds: bounds, where: isWanted)
    let statement = try connection.prepare(sql(query))
    bind(query, to: statement, between: try numbers(query, on: connection))
    let fits = InstanceColumns.count
    while try statement.step() {
      let goesOn = try collector.take(InstanceID(statement.integer(0))) { () throws(StoreError) in
        statement.integer(fits) == 1 ? try InstanceColumns.read(statement) : nil
      }
      if !goesOn { break }
    }
    return collector.result
  }

  /// What is walked over is chosen here, not by SQLite, which knows nothing of how many rows an index has. Those that
  /// hold the fewest instances in any database come first.
  static func walk(_ query: InstanceQuery) -> Walk {
    if query.key != nil { return Walk(index: "instances_key", condition: "key = ?2") }
    if !query.labels.isEmpty { return Walk(isByLabel: true) }
    if query.isStuck == true { return Walk(index: "instances_stuck", condition: "stuck = 1") }
    if query.isPaused == true { return Walk(index: "instances_paused", condition: "paused = 1") }
    if query.isFailing == true { return Walk(index: "instances_failing", condition: "failing = 1") }
    if query.code != nil { return Walk(index: "instances_code", condition: "code IS NOT NULL AND code = ?6") }
    if let statuses = query.statuses, let walk = walk(statuses) { return walk }
    if query.saga != nil { return Walk(index: "instances_saga", condition: "saga = ?1") }
    return Walk()
  }

  private static func walk(_ statuses: Set<Status>) -> Walk? {
    if let status = statuses.first, statuses.count == 1, status.code > 2 {
      return Walk(index: "instances_undone", condition: "status > 2 AND status = ?3")
    }
    if statuses == [.scheduled] { return Walk(index: "instances_scheduled", condition: "scheduled = 1") }
    if statuses == [.compensating] { return Walk(index: "instances_compensating", condition: "status = 1") }
    if statuses.allSatisfy({ $0.code < 2 }) { return Walk(index: "instances_live", condition: "status < 2") }
    if statuses.allSatisfy({ $0.code > 2 }) { return Walk(index: "instances_turned", condition: "status > 2") }
    return nil
  }

  static func sql(_ query: InstanceQuery) -> String {
    let walk = walk(query)
    var fits = ["1"]
    if query.saga != nil { fits.append("saga = ?1") }
    if let statuses = query.statuses {
      fits.append("status IN (\(statuses.map { String($0.code) }.sorted().joined(separator: ", ")))")
      if !statuses.contains(.scheduled) { fits.append("scheduled = 0") }
      if !statuses.contains(.running) { fits.append("(scheduled = 1 OR status <> 0)") }
    }
    if let isStuck = query.isStuck { fits.append("stuck = \(isStuck ? 1 : 0)") }
    if let isPaused = query.isPaused { fits.append("paused = \(isPaused ? 1 : 0)") }
    if let isFailing = query.isFailing { fits.append("failing = \(isFailing ? 1 : 0)") }
    if query.code != nil { fits.append("code = ?6") }
    if query.step != nil { fits.append("step = ?7") }
    for (place, label) in query.labels.enumerated().dropFirst(walk.isByLabel ? 1 : 0) {
      let value = label.value == nil ? "" : " AND o.value = ?\(Self.firstLabel + 2 * place + 1)"
      fits.append(
        "EXISTS (SELECT 1 FROM labels o WHERE o.instance = id AND o.name = ?\(Self.firstLabel + 2 * place)\(value))")
    }
    if walk.isByLabel, let first = query.labels.first { return sql(over: first, fits) }
    let conditions = ["id < ?4", "id >= ?5"] + [walk.condition].compactMap { $0 }
    return """
      SELECT \(InstanceColumns.names), \(fits.joined(separator: " AND ")) FROM instances
      \(walk.index.map { "INDEXED BY \($0)" } ?? "NOT INDEXED") WHERE \(conditions.joined(separator: " AND "))
      ORDER BY id DESC
      """
  }

  /// The parameter of the first label's name; its value and the others follow.
  private static let firstLabel = 8

  /// Walks over the instances of a label, which its indexes hold in their order.
  private static func sql(over label: LabelCondition, _ fits: [String]) -> String {
    let (index, value) = label.value == nil ? ("labels_name", "") : ("labels_value", " AND l.value = ?9")
    return """
      SELECT \(InstanceColumns.names), \(fits.joined(separator: " AND "))
      FROM labels l INDEXED BY \(index) CROSS JOIN instances ON id = l.instance
      WHERE l.name = ?8\(value) AND l.instance < ?4 AND l.instance >= ?5 ORDER BY l.instance DESC
      """
  }

  private static func bind(
    _ query: InstanceQuery, to statement: borrowing Statement, between numbers: Range<Int64>
  ) {
    statement.bind(query.saga, at: 1)
    statement.bind(query.key, at: 2)
    statement.bind(query.statuses?.first?.code, at: 3)
    statement.bind(numbers.upperBound, at: 4)
    statement.bind(numbers.lowerBound, at: 5)
    statement.bind(query.code, at: 6)
    statement.bind(query.step, at: 7)
    for (place, label) in query.labels.enumerated() {
      statement.bind(label.name, at: Int32(firstLabel + 2 * place))
      if let value = label.value { statement.bind(value, at: Int32(firstLabel + 2 * place + 1)) }
    }
  }

  /// The numbers that can fit. Numbers are given in the order of time, so times need no index.
  private static func numbers(_ query: InstanceQuery, on connection: Connection) throws(StoreError) -> Range<Int64> {
    var end = query.before?.number ?? .max
    var start: Int64 = 0
    let order = try StartOrder(connection)
    if let time = query.startedUntil { end = min(end, try order.first(after: time)) }
    if let time = query.startedFrom { start = try order.first(after: Timestamp(milliseconds: time.milliseconds - 1)) }
    return start..<max(start, end)
  }
}

/// Finds instances by when they began.
private struct StartOrder: ~Copyable {
  private let next: Statement
  private let last: Int64

  init(_ connection: Connection) throws(StoreError) {
    let last = try connection.integer("SELECT max(id) FROM instances") ?? 0
    next = try connection.prepare("SELECT id, started FROM instances WHERE id >= ?1 ORDER BY id LIMIT 1")
    self.last = last
  }

  /// A number such that all instances from it on, and no others, began after a time.
  func first(after time: Timestamp) throws(StoreError) -> Int64 {
    var low: Int64 = 0
    var high = last + 1
    while low < high {
      let middle = low + (high - low) / 2
      next.bind(middle, at: 1)
      let found = try next.first { row in (id: row.integer(0), started: row.integer(1)) }
      if let found, found.started <= time.milliseconds { low = found.id + 1 } else { high = middle }
    }
    return low
  }
}
