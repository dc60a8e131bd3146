internal import SkaldRuntime

/// What in a file contradicts itself, as far as statements can tell.
enum StoreFaults {
  /// Of each kind at most so many.
  private static let perKindMax = 100

  /// A statement whose every row is a fault, and what it says of a row.
  private struct Check: Sendable {
    let code: String
    let sql: String
    /// Whether the first column is the number of an instance.
    var hasInstance = false
    let message: @Sendable (borrowing Statement) -> String
  }

  private static let checks: [Check] = [
    Check(code: "engine_row", sql: "SELECT count(*) FROM engine HAVING count(*) <> 1") { _ in
      "the table `engine` does not have its one row"
    },
    Check(
      code: "counter_behind",
      sql: "SELECT (SELECT max(id) FROM instances) AS last, next_instance FROM engine WHERE last >= next_instance"
    ) { row in "instance \(row.integer(0)) exists, and \(row.integer(1)) would be the next" },
    Check(
      code: "counter_behind",
      sql: """
        SELECT (SELECT max(position) FROM journal) AS last, next_position FROM engine WHERE last >= next_position
        """
    ) { row in "position \(row.integer(0)) exists, and \(row.integer(1)) would be the next" },
    Check(
      code: "journal_without_instance",
      sql: "SELECT DISTINCT instance FROM journal WHERE instance NOT IN (SELECT id FROM instances)", hasInstance: true
    ) { _ in "there is a journal, and no instance" },
    Check(
      code: "cursor_ahead",
      sql: "SELECT sink, position, next_position FROM cursors, engine WHERE position >= next_position OR position < 0"
    ) { row in
      "the sink `\(row.text(0))` is at \(row.integer(1)), and \(row.integer(2)) would be the next position"
    },
    Check(
      code: "held_ahead",
      sql: """
        SELECT held.sink, held.position FROM held LEFT JOIN cursors USING (sink)
        WHERE held.position > coalesce(cursors.position, 0)
        """
    ) { row in "the sink `\(row.text(0))` holds an event at \(row.integer(1)) that its cursor has not reached" },
    Check(
      code: "held_lost",
      sql: """
        SELECT sink, position FROM held
        WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.position = held.position AND j.emitted IS NOT NULL)
        """
    ) { row in "the sink `\(row.text(0))` holds an event at \(row.integer(1)), where there is none" },
    Check(
      code: "dead_letter_lost",
      sql: """
        SELECT sink, position FROM dead_letters
        WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.position = dead_letters.position AND j.emitted IS NOT NULL)
        """
    ) { row in "an event at \(row.integer(1)) is a dead letter of the sink `\(row.text(0))`, and there is none" },
    Check(
      code: "correlation_left",
      sql: """
        SELECT instance FROM correlations
        WHERE NOT EXISTS (SELECT 1 FROM instances WHERE id = instance AND status < 2)
        """, hasInstance: true
    ) { _ in "events are kept for it, and it is not live" },
    Check(
      code: "label_left",
      sql: "SELECT DISTINCT instance FROM labels WHERE instance NOT IN (SELECT id FROM instances)", hasInstance: true
    ) { _ in "labels are kept for it, and there is no instance" },
    Check(
      code: "audit_chain",
      sql: "SELECT audited, (SELECT coalesce(max(number), 0) FROM audit) AS last FROM engine WHERE audited <> last"
    ) { row in "the audit log had \(row.integer(0)) entries, and ends with \(row.integer(1))" },
    Check(
      code: "former_left",
      sql: "SELECT DISTINCT instance FROM former_definitions WHERE instance NOT IN (SELECT id FROM instances)",
      hasInstance: true
    ) { _ in "a former definition is kept for it, and there is no instance" },
    Check(code: "inbox_row", sql: "SELECT number FROM inbox WHERE parked NOT IN (0, 1, 2)") { row in
      "the event \(row.integer(0)) of the inbox waits for something that does not exist"
    },
  ]

  /// Every fault. Damage comes first; where there is any, what else is said may follow from it.
  static func all(of connection: Connection) throws(StoreError) -> [StoreFault] {
    var faults = try Integrity.damage(of: connection).map { StoreFault("damaged", $0) }
    for check in checks {
      let statement = try connection.prepare("\(check.sql) LIMIT \(perKindMax)")
      faults += try statement.all { row in
        StoreFault(
          check.code, instance: check.hasInstance ? InstanceID(row.integer(0)) : nil, check.message(row))
      }
    }
    return faults + (try unreadableEvents(connection)) + (try unreadableSchedules(connection))
  }

  /// Schedules with which no engine would start.
  private static func unreadableSchedules(_ connection: Connection) throws(StoreError) -> [StoreFault] {
    let rows = try connection.prepare("\(ScheduleColumns.all) LIMIT \(perKindMax)")
    return try rows.all { row in
      do throws(StoreError) {
        _ = try ScheduleColumns.read(row)
        return nil
      } catch {
        return StoreFault("schedule_row", error.message)
      }
    }.compactMap { $0 }
  }

  /// Events that wait and could not be taken up.
  private static func unreadableEvents(_ connection: Connection) throws(StoreError) -> [StoreFault] {
    var faults: [StoreFault] = []
    let parked = try connection.prepare(InboxColumns.waiting)
    while try parked.step() {
      do throws(StoreError) { _ = try InboxColumns.read(parked) } catch {
        faults.append(StoreFault("inbox_row", error.message))
      }
    }
    return faults
  }
}
