internal import SkaldRuntime
public import SkaldValue

/// What a database file holds, as read back from it.
public struct DatabaseSummary: Sendable, Hashable {
  /// How often an older copy took the file's place, from 1.
  public var incarnation: Int64
  /// How often the file was claimed.
  public var epoch: Int64
  /// The latest time that was committed.
  public var lastTime: Timestamp
  /// How many instances there are, live or ended.
  public var instances: Int
}

extension DatabaseSummary {
  /// Checks a whole file and reads its engine row back: what is not sound is no copy.
  /// - Throws: ``StoreError`` with the code `corrupt` where something is damaged, `unreadable` where it is no database of
  ///   this engine.
  static func verified(_ connection: Connection) throws(StoreError) -> DatabaseSummary {
    guard try MigrationCatalog.version(of: connection) > 0 else {
      throw StoreError(code: .unreadable, message: "\(connection.path) is not a database of this engine")
    }
    if let damage = try Integrity.damage(of: connection).first {
      throw StoreError(code: .corrupt, message: "\(connection.path) is damaged: \(damage)")
    }
    let row = try connection.prepare(
      "SELECT incarnation, epoch, last_time, (SELECT count(*) FROM instances) FROM engine WHERE id = 1")
    let summary = try row.first { row in
      DatabaseSummary(
        incarnation: row.integer(0), epoch: row.integer(1), lastTime: Timestamp(milliseconds: row.integer(2)),
        instances: Int(row.integer(3)))
    }
    guard let summary else {
      throw StoreError(code: .corrupt, message: "\(connection.path) has lost its row of the engine")
    }
    return summary
  }
}

/// What SQLite itself finds when it looks at every page.
enum Integrity {
  /// More lines say nothing new.
  private static let linesMax = 20

  /// The damages; empty where the file is sound.
  static func damage(of connection: Connection) throws(StoreError) -> [String] {
    let lines = try connection.prepare("PRAGMA integrity_check(\(linesMax))").all { row in row.text(0) }
    return lines == ["ok"] ? [] : lines
  }
}
