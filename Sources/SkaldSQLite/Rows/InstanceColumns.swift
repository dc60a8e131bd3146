internal import SkaldCore
internal import SkaldRuntime
internal import SkaldValue

/// How an instance lies in its table.
enum InstanceColumns {
  /// The columns in the order in which they are bound and read.
  static let names =
    "id, definition, saga, key, input_hash, status, stuck, started, updated, resting, wake, failing, step, code, paused, "
    + "scheduled"
  /// How many they are.
  static let count: Int32 = 16
  /// Adds an instance.
  static let insert = """
    INSERT INTO instances(\(names)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
    """
  /// Writes what changes of an instance.
  static let update = """
    UPDATE instances SET status = ?2, stuck = ?3, updated = ?4, resting = ?5, wake = ?6, failing = ?7, step = ?8,
      code = ?9, paused = ?10, scheduled = ?11 WHERE id = ?1
    """

  /// Binds a new instance.
  static func bindInsert(_ row: InstanceRow, to statement: borrowing Statement) {
    statement.bind(row.id.number, at: 1)
    statement.bind(row.definition.number, at: 2)
    statement.bind(row.saga, at: 3)
    statement.bind(row.key, at: 4)
    statement.bind(row.inputHash, at: 5)
    statement.bind(row.status.code, at: 6)
    statement.bind(row.isStuck ? 1 : 0, at: 7)
    statement.bind(row.startedAt.milliseconds, at: 8)
    statement.bind(row.updatedAt.milliseconds, at: 9)
    statement.bind(row.rest == nil ? 0 : 1, at: 10)
    statement.bind(row.rest?.wake?.milliseconds, at: 11)
    statement.bind(row.isFailing ? 1 : 0, at: 12)
    statement.bind(row.step, at: 13)
    statement.bind(row.code, at: 14)
    statement.bind(row.isPaused ? 1 : 0, at: 15)
    statement.bind(row.status == .scheduled ? 1 : 0, at: 16)
  }

  /// Binds the changes of an instance.
  static func bindUpdate(_ row: InstanceRow, to statement: borrowing Statement) {
    statement.bind(row.id.number, at: 1)
    statement.bind(row.status.code, at: 2)
    statement.bind(row.isStuck ? 1 : 0, at: 3)
    statement.bind(row.updatedAt.milliseconds, at: 4)
    statement.bind(row.rest == nil ? 0 : 1, at: 5)
    statement.bind(row.rest?.wake?.milliseconds, at: 6)
    statement.bind(row.isFailing ? 1 : 0, at: 7)
    statement.bind(row.step, at: 8)
    statement.bind(row.code, at: 9)
    statement.bind(row.isPaused ? 1 : 0, at: 10)
    statement.bind(row.status == .scheduled ? 1 : 0, at: 11)
  }

  /// Reads an instance.
  static func read(_ statement: borrowing Statement) throws(StoreError) -> InstanceRow {
    let id = statement.integer(0)
    guard let status = Status(code: statement.integer(5), isScheduled: statement.integer(15) != 0) else {
      throw StoreError(code: .corrupt, message: "instance \(id) has a status that does not exist")
    }
    let wake = statement.isNull(10) ? nil : Timestamp(milliseconds: statement.integer(10))
    return InstanceRow(
      id: InstanceID(id), definition: DefinitionID(statement.integer(1)), saga: statement.text(2),
      key: statement.isNull(3) ? nil : statement.text(3), inputHash: statement.integer(4), status: status,
      isStuck: statement.integer(6) != 0, startedAt: Timestamp(milliseconds: statement.integer(7)),
      updatedAt: Timestamp(milliseconds: statement.integer(8)),
      rest: statement.integer(9) == 0 ? nil : InstanceRow.Rest(wake: wake), isFailing: statement.integer(11) != 0,
      step: statement.isNull(12) ? nil : statement.text(12), code: statement.isNull(13) ? nil : statement.text(13),
      isPaused: statement.integer(14) != 0)
  }
}
