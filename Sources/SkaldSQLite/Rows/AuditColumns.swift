internal import SkaldRuntime
internal import SkaldValue

/// How an entry of the audit log lies in its table.
enum AuditColumns {
  private static let names = "number, at, actor, action, target, reason, detail, seal"

  /// Adds entries behind the last one. They are few: nothing is prepared, and nothing remembered between commits.
  static func append(_ entries: [AuditEntry], on connection: Connection) throws(StoreError) {
    guard !entries.isEmpty else { return }
    var last = try connection.prepare("SELECT \(names) FROM audit ORDER BY number DESC LIMIT 1").first(read)
    let insert = try connection.prepare("INSERT INTO audit(\(names)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
    for entry in entries {
      let row = AuditRow(entry, after: last)
      bind(row, to: insert)
      try insert.run()
      last = row
    }
    try connection.execute("UPDATE engine SET audited = (SELECT max(number) FROM audit)")
  }

  /// The entries that are asked for.
  static func list(_ query: AuditQuery, on connection: Connection) throws(StoreError) -> [AuditRow] {
    let statement = try connection.prepare(
      """
      SELECT \(names) FROM audit
      WHERE number \(query.isNewestFirst ? "< ?1" : "> ?1") AND (?2 IS NULL OR target = ?2) AND (?3 IS NULL OR actor = ?3)
      ORDER BY number \(query.isNewestFirst ? "DESC" : "ASC") LIMIT ?4
      """)
    statement.bind(query.after ?? (query.isNewestFirst ? .max : 0), at: 1)
    statement.bind(query.target, at: 2)
    statement.bind(query.actor, at: 3)
    statement.bind(Int64(query.limit), at: 4)
    return try statement.all(read)
  }

  private static func bind(_ row: AuditRow, to statement: borrowing Statement) {
    statement.bind(row.number, at: 1)
    statement.bind(row.entry.at.milliseconds, at: 2)
    statement.bind(row.entry.actor, at: 3)
    statement.bind(row.entry.action, at: 4)
    statement.bind(row.entry.target, at: 5)
    statement.bind(row.entry.reason, at: 6)
    statement.bind(row.entry.detail.text, at: 7)
    statement.bind(row.seal, at: 8)
  }

  private static func read(_ row: borrowing Statement) throws(StoreError) -> AuditRow {
    guard let detail = try? JSON.parse(row.text(6)) else {
      throw StoreError(code: .corrupt, message: "entry \(row.integer(0)) of the audit log cannot be read")
    }
    let entry = AuditEntry(
      at: Timestamp(milliseconds: row.integer(1)), actor: row.text(2), action: row.text(3), target: row.text(4),
      reason: row.text(5), detail: detail)
    return AuditRow(number: row.integer(0), entry: entry, seal: row.bytes(7))
  }
}
