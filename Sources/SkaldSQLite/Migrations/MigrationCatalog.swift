internal import SkaldRuntime

/// A step from one version of the tables to the next.
struct Migration {
  /// What it does, for people.
  let summary: String
  /// The statements; they run in one transaction.
  let sql: String
}

/// Every migration in order. The version of a file (`PRAGMA user_version`) is how many of them it has seen, so none is
/// ever changed, moved or removed.
enum MigrationCatalog {
  /// The migrations.
  static let all: [Migration] = [
    FirstTables.migration, KeptStarts.migration, CallbackSecret.migration, Incidents.migration,
    RestoredMark.migration, ArchivedInstances.migration, SearchColumns.migration, PausedColumn.migration,
    Correlations.migration, AuditLog.migration, ScheduledColumn.migration, FormerDefinitions.migration,
    Requests.migration, Schedules.migration, Labels.migration, DeadLetters.migration,
    EventAttributes.migration,
  ]
  /// The version that this engine writes.
  static var current: Int64 { Int64(all.count) }
  /// What marks a file as one of this engine (`PRAGMA application_id`): "SKLD".
  static let application: Int64 = 0x534B_4C44

  /// The version of a file, 0 where it is empty.
  /// - Throws: ``StoreError`` with the code `unreadable` where the file is of another program or a newer version.
  static func version(of connection: Connection) throws(StoreError) -> Int64 {
    let path = connection.path
    let application = try connection.integer("PRAGMA application_id") ?? 0
    let version = try connection.integer("PRAGMA user_version") ?? 0
    let hasTables = try connection.integer("SELECT 1 FROM sqlite_schema LIMIT 1") != nil
    guard application == Self.application || !hasTables && application == 0 else {
      throw StoreError(code: .unreadable, message: "\(path) is not a database of this engine")
    }
    guard version <= current else {
      throw StoreError(
        code: .unreadable,
        message: "\(path) was written by a newer version: its tables are of version \(version), known are \(current)")
    }
    return version
  }

  /// Brings a file to the current version.
  static func migrate(_ connection: Connection) throws(StoreError) {
    for number in try version(of: connection)..<current {
      try connection.transaction { () throws(StoreError) in
        try connection.execute(all[Int(number)].sql)
        try connection.execute("PRAGMA application_id = \(application); PRAGMA user_version = \(number + 1)")
      }
    }
  }
}
