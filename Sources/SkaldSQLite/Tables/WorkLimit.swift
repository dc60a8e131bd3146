internal import CSQLite

/// Ends a statement that would keep the engine waiting: one that was forgotten an index, or never comes to its end.
///
/// It counts the steps of SQLite's machine and no time, so that the same statement ends at the same place.
final class WorkLimit {
  /// After how many steps SQLite asks.
  private static let unit: Int32 = 100_000
  /// How many units one function may take: about a second, where a statement with an index takes none.
  private static let unitsMax = 500

  private var units = 0

  /// Counts one unit; true once it is too much.
  fileprivate func isReached() -> Bool {
    units += 1
    return units > Self.unitsMax
  }

  /// Counts the steps of a connection's statements while a function works.
  func hold(on connection: Connection, _ body: () -> Void) {
    units = 0
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe sqlite3_progress_handler(connection.handle, Self.unit, Self.ask, context)
    body()
    unsafe sqlite3_progress_handler(connection.handle, 0, nil, nil)
  }

  private static let ask: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
    guard let context = unsafe context else { return 0 }
    return unsafe Unmanaged<WorkLimit>.fromOpaque(context).takeUnretainedValue().isReached() ? 1 : 0
  }
}
