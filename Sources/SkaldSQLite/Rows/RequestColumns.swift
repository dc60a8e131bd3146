internal import SkaldRuntime
internal import SkaldValue

/// How a request with a key lies in its table.
enum RequestColumns {
  private static let names = "key, fingerprint, outcome, status, body, at"
  /// Writes a request in the place of the one of before.
  static let replace = "INSERT OR REPLACE INTO requests(\(names)) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
  /// A request by its key.
  static let byKey = "SELECT \(names) FROM requests WHERE key = ?1"
  /// Forgets old ones.
  static let drop = "DELETE FROM requests WHERE at <= ?1"

  /// Binds a request.
  static func bind(_ row: RequestRow, to statement: borrowing Statement) {
    statement.bind(row.key, at: 1)
    statement.bind(row.fingerprint, at: 2)
    if let outcome = row.outcome { statement.bind(outcome.utf8, at: 3) } else { statement.bindNull(at: 3) }
    if let answer = row.answer {
      statement.bind(Int64(answer.status), at: 4)
      statement.bind(answer.body, at: 5)
    } else {
      statement.bindNull(at: 4)
      statement.bindNull(at: 5)
    }
    statement.bind(row.at.milliseconds, at: 6)
  }

  /// Reads a request.
  static func read(_ statement: borrowing Statement) throws(StoreError) -> RequestRow {
    var row = RequestRow(
      key: statement.text(0), fingerprint: statement.integer(1), at: Timestamp(milliseconds: statement.integer(5)))
    if !statement.isNull(2) {
      guard let outcome = try? JSON.parse(statement.bytes(2)) else {
        throw StoreError(code: .corrupt, message: "a request has an outcome that is no JSON")
      }
      row.outcome = outcome
    }
    if !statement.isNull(3) { row.answer = .init(status: Int(statement.integer(3)), body: statement.bytes(4)) }
    return row
  }
}
