internal import CSQLite
package import SkaldRuntime
package import SkaldValue

/// How a database file stands, for who looks after it. Nothing is written, and nobody has to have claimed it.
package struct DatabaseCondition: Sendable {
  /// The version of its tables; 0 where it has none yet.
  package var tables: Int64
  /// How it is written: `wal`, or something else in a copy that no daemon had yet.
  package var journalMode: String
  /// The latest time that was committed; nil where nothing was.
  package var lastTime: Timestamp?

  /// Reads it.
  /// - Throws: ``StoreError`` where there is no such file, or none of this version.
  package init(of path: String) throws(StoreError) {
    let connection = try Connection(path: path, mode: .readOnly)
    try connection.setUpReader()
    tables = try MigrationCatalog.version(of: connection)
    journalMode = try connection.text("PRAGMA journal_mode") ?? "unknown"
    guard tables > 0 else { return }
    lastTime = try connection.integer("SELECT last_time FROM engine").map { Timestamp(milliseconds: $0) }
  }

  /// The version of tables that this program writes.
  package static var tablesCurrent: Int64 { MigrationCatalog.current }

  /// The version of SQLite that this process runs with, such as 3051002.
  package static var library: Int { Int(sqlite3_libversion_number()) }
}
