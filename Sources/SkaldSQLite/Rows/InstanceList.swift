internal import SkaldCore
internal import SkaldRuntime

/// Lists of instances. The text of the statement is made of constants alone; values are bound.
enum InstanceList {
  /// Instances, newest first.
  static func read(_ query: InstanceQuery, on connection: Connection) throws(StoreError) -> [InstanceRow] {
    let statement = try connection.prepare(sql(query))
    statement.bind(query.saga, at: 1)
    statement.bind(query.key, at: 2)
    statement.bind(query.status?.code, at: 3)
    statement.bind(query.before?.number, at: 4)
    statement.bind(Int64(query.limit), at: 5)
    return try statement.all(InstanceColumns.read)
  }

  private static func sql(_ query: InstanceQuery) -> String {
    var conditions = ["?5 >= 0"]
    if query.saga != nil { conditions.append("saga = ?1") }
    if query.key != nil { conditions.append("key = ?2") }
    if let status = query.status { conditions.append(condition(status)) }
    if query.before != nil { conditions.append("id < ?4") }
    let filter = conditions.joined(separator: " AND ")
    return "SELECT \(InstanceColumns.names) FROM instances WHERE \(filter) ORDER BY id DESC LIMIT ?5"
  }

  /// The first comparison repeats the condition of a partial index word for word; only then is it used.
  private static func condition(_ status: Status) -> String {
    switch status {
    case .running, .compensating: "status < 2 AND status = ?3"
    case .completed: "status = ?3"
    case .compensated, .failed, .terminated: "status > 2 AND status = ?3"
    }
  }
}
