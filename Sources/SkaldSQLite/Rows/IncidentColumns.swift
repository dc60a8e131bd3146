internal import SkaldCore
internal import SkaldRuntime
internal import SkaldValue

/// How an open incident lies in its table. Instances count from 1; 0 stands for the engine itself.
enum IncidentColumns {
  /// Adds an incident.
  static let insert = """
    INSERT INTO incidents(instance, kind, step, message, blocks, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT(instance, kind, step) DO UPDATE SET message = excluded.message
    """
  /// Removes an incident.
  static let delete = "DELETE FROM incidents WHERE instance = ?1 AND kind = ?2 AND step = ?3"
  /// Incidents behind a number, oldest first, of a saga and of a kind where those are bound.
  static let list = """
    SELECT n.number, n.instance, i.saga, i.key, i.started, n.kind, n.step, n.message, n.blocks, n.at
    FROM incidents n LEFT JOIN instances i ON i.id = n.instance
    WHERE n.number > ?1 AND (n.instance = 0 OR i.id IS NOT NULL)
      AND (?2 IS NULL OR i.saga = ?2) AND (?3 IS NULL OR n.kind = ?3)
    ORDER BY n.number LIMIT ?4
    """

  /// Binds what a list asks for.
  static func bind(_ query: IncidentQuery, to statement: borrowing Statement) {
    statement.bind(query.after, at: 1)
    statement.bind(query.saga, at: 2)
    statement.bind(query.kind, at: 3)
    statement.bind(Int64(query.limit), at: 4)
  }

  /// Reads an incident.
  static func read(_ statement: borrowing Statement) throws(StoreError) -> IncidentRow {
    let hasInstance = statement.integer(1) != 0
    return IncidentRow(
      number: statement.integer(0), instance: hasInstance ? InstanceID(statement.integer(1)) : nil,
      saga: hasInstance ? statement.text(2) : nil, key: statement.isNull(3) ? nil : statement.text(3),
      startedAt: hasInstance ? Timestamp(milliseconds: statement.integer(4)) : nil,
      incident: Incident(
        kind: statement.text(5), step: statement.text(6), message: statement.text(7), blocks: statement.integer(8) != 0),
      openedAt: Timestamp(milliseconds: statement.integer(9)))
  }
}
