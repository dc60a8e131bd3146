internal import SkaldCore
internal import SkaldRuntime
internal import SkaldValue

/// How a schedule lies in its table.
enum ScheduleColumns {
  private static let names = """
    name, saga, input, time_field, key, cron, zone, overlap, catch_up, paused, decided, next, waiting, last, instance, \
    instance_at, started, skipped, missed, failed, created, created_by, changed, changed_by
    """
  private static let places = (1...24).map { "?\($0)" }.joined(separator: ", ")
  /// Every schedule, in the order of the names.
  static let all = "SELECT \(names) FROM schedules ORDER BY name"

  /// Writes changes in their order.
  static func write(_ changes: [ScheduleChange], on connection: Connection) throws(StoreError) {
    // Few come in a batch, and in most none: no statement is kept for them.
    for change in changes {
      switch change {
      case .kept(let row):
        let replace = try connection.prepare("INSERT OR REPLACE INTO schedules(\(names)) VALUES (\(places))")
        bind(row, to: replace)
        try replace.run()
      case .dropped(let name):
        let drop = try connection.prepare("DELETE FROM schedules WHERE name = ?1")
        drop.bind(name, at: 1)
        try drop.run()
      }
    }
  }

  private static func bind(_ row: ScheduleRow, to statement: borrowing Statement) {
    statement.bind(row.name, at: 1)
    statement.bind(row.plan.saga, at: 2)
    statement.bind(row.plan.input.utf8, at: 3)
    statement.bind(row.plan.timeField, at: 4)
    statement.bind(row.plan.key, at: 5)
    statement.bind(row.plan.cron, at: 6)
    statement.bind(row.plan.zone, at: 7)
    statement.bind(row.plan.overlap.rawValue, at: 8)
    statement.bind(row.plan.catchUp.count, at: 9)
    statement.bind(Int64(row.isPaused ? 1 : 0), at: 10)
    statement.bind(row.decidedUntil.milliseconds, at: 11)
    statement.bind(row.nextAt?.milliseconds, at: 12)
    statement.bind(row.waiting?.milliseconds, at: 13)
    statement.bind(row.lastAt?.milliseconds, at: 14)
    statement.bind(row.lastInstance?.number, at: 15)
    statement.bind(row.lastStartedAt?.milliseconds, at: 16)
    statement.bind(row.counts.started, at: 17)
    statement.bind(row.counts.skipped, at: 18)
    statement.bind(row.counts.missed, at: 19)
    statement.bind(row.counts.failed, at: 20)
    statement.bind(row.createdAt.milliseconds, at: 21)
    statement.bind(row.createdBy, at: 22)
    statement.bind(row.changedAt.milliseconds, at: 23)
    statement.bind(row.changedBy, at: 24)
  }

  /// Reads a schedule.
  static func read(_ statement: borrowing Statement) throws(StoreError) -> ScheduleRow {
    let name = statement.text(0)
    guard let input = try? JSON.parse(statement.bytes(2)),
      let overlap = ScheduleRow.Overlap(rawValue: statement.text(7))
    else { throw StoreError(code: .corrupt, message: "the schedule \(name) cannot be read") }
    let plan = ScheduleRow.Plan(
      saga: statement.text(1), input: input, timeField: statement.isNull(3) ? nil : statement.text(3),
      key: statement.isNull(4) ? nil : statement.text(4), cron: statement.text(5), zone: statement.text(6),
      overlap: overlap, catchUp: Milliseconds(statement.integer(8)))
    var row = ScheduleRow(
      name: name, plan: plan, at: Timestamp(milliseconds: statement.integer(20)), by: statement.text(21))
    row.isPaused = statement.integer(9) != 0
    row.decidedUntil = Timestamp(milliseconds: statement.integer(10))
    row.nextAt = time(statement, 11)
    row.waiting = time(statement, 12)
    row.lastAt = time(statement, 13)
    row.lastInstance = statement.isNull(14) ? nil : InstanceID(statement.integer(14))
    row.lastStartedAt = time(statement, 15)
    row.counts.started = statement.integer(16)
    row.counts.skipped = statement.integer(17)
    row.counts.missed = statement.integer(18)
    row.counts.failed = statement.integer(19)
    row.changedAt = Timestamp(milliseconds: statement.integer(22))
    row.changedBy = statement.text(23)
    return row
  }

  private static func time(_ statement: borrowing Statement, _ column: Int32) -> Timestamp? {
    statement.isNull(column) ? nil : Timestamp(milliseconds: statement.integer(column))
  }
}
