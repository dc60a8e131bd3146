@_exported public import SkaldCore
@_exported public import SkaldDiagnostics
@_exported public import SkaldEngine
@_exported public import SkaldLanguage
@_exported public import SkaldRuntime
@_exported public import SkaldSQLite
@_exported public import SkaldValue

extension StoreFactory {
  /// A SQLite file, which is created where it is missing.
  public static func sqlite(_ path: String) -> StoreFactory {
    StoreFactory { () throws(StoreError) in SQLiteStore(path: path) }
  }

  /// A database in memory, gone with the process.
  public static func memory(_ database: MemoryDatabase = MemoryDatabase()) -> StoreFactory {
    StoreFactory { () throws(StoreError) in MemoryStore(database) }
  }
}
