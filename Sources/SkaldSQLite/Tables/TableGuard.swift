internal import CSQLite
internal import SkaldRuntime

/// Decides what a statement of a user's transaction may do; SQLite asks when it compiles one.
///
/// It stays in place for the life of the connection and lets the engine's own statements pass, which are compiled once:
/// to come and go would have them all compiled anew.
final class TableGuard {
  /// Whose statements are compiled.
  enum Mode {
    /// The engine's own.
    case off
    /// Those of a handler: rows of the user's tables.
    case rows
    /// Those that make tables.
    case schema
  }

  /// Names that begin so are taken: by SQLite, and by tables of later versions of the engine.
  static let prefix = "skald_"

  private let own: Set<String>
  var mode = Mode.off
  /// Why the last statement was refused.
  private(set) var refusal = ""

  /// Knows the names of the engine's tables by making them, in a database that is gone again.
  init() throws(StoreError) {
    let scratch = try Connection(path: ":memory:", mode: .readWrite)
    try MigrationCatalog.migrate(scratch)
    own = Set(try scratch.prepare("SELECT lower(name) FROM sqlite_schema").all { row in row.text(0) })
  }

  /// Whether a statement may do something with what has these names.
  func allows(_ action: Int32, _ first: String, _ second: String) -> Bool {
    if mode == .off { return true }
    let isAllowed =
      switch action {
      case SQLITE_SELECT, SQLITE_FUNCTION, SQLITE_RECURSIVE: true
      case SQLITE_READ, SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE: isTheirs(first)
      case SQLITE_CREATE_TABLE, SQLITE_DROP_TABLE, SQLITE_CREATE_VIEW, SQLITE_DROP_VIEW, SQLITE_CREATE_VTABLE,
        SQLITE_DROP_VTABLE, SQLITE_REINDEX:
        mode == .schema && isTheirs(first)
      case SQLITE_CREATE_INDEX, SQLITE_DROP_INDEX, SQLITE_CREATE_TRIGGER, SQLITE_DROP_TRIGGER:
        mode == .schema && isTheirs(first) && isTheirs(second)
      case SQLITE_ALTER_TABLE: mode == .schema && isTheirs(second)
      // Transactions, other files, pragmas, temporary tables, and what later versions of SQLite bring.
      default: false
      }
    if !isAllowed { refusal = reason(action, first, second) }
    return isAllowed
  }

  private func isTheirs(_ name: String) -> Bool {
    let name = name.lowercased()
    if own.contains(name) || name.hasPrefix(Self.prefix) { return false }
    // To make a table writes into SQLite's own; what could do harm there is shut off by `defensive`.
    return mode == .schema || !name.hasPrefix("sqlite_")
  }

  private func reason(_ action: Int32, _ first: String, _ second: String) -> String {
    switch action {
    case SQLITE_TRANSACTION, SQLITE_SAVEPOINT: return "the engine begins and ends the transaction"
    case SQLITE_PRAGMA, SQLITE_ATTACH, SQLITE_DETACH:
      return "a transaction reads and writes rows, and leaves the database's settings alone"
    default: break
    }
    if let name = [first, second].first(where: { !$0.isEmpty && !isTheirs($0) }) {
      return "`\(name)` is the engine's, or a name that it keeps for itself"
    }
    return mode == .rows
      ? "a handler reads and writes rows; tables are made in `prepare`" : "this is not for a shared database"
  }
}

extension Connection {
  /// Has a guard asked for each statement that is compiled from now on.
  func setGuard(_ tableGuard: TableGuard) {
    let context = unsafe Unmanaged.passUnretained(tableGuard).toOpaque()
    unsafe sqlite3_set_authorizer(handle, Self.ask, context)
  }

  private static let ask:
    @convention(c) (
      UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
      UnsafePointer<CChar>?
    ) -> Int32 = { context, action, first, second, _, _ in
      guard let context = unsafe context else { return SQLITE_OK }
      let tableGuard = unsafe Unmanaged<TableGuard>.fromOpaque(context).takeUnretainedValue()
      guard tableGuard.mode != .off else { return SQLITE_OK }
      let names = unsafe (
        first.map { unsafe String(cString: $0) } ?? "", second.map { unsafe String(cString: $0) } ?? ""
      )
      return tableGuard.allows(action, names.0, names.1) ? SQLITE_OK : SQLITE_DENY
    }
}
