import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldSQLite

/// Archives in a database that no daemon has.
actor OfflineArchive {
  /// Nobody else has anything to do in the database, so that many go with one commit.
  private static let batch = 1024

  private let store: SQLiteStore

  init(path: String) { store = SQLiteStore(path: path) }

  /// One pass through all instances.
  /// - Returns: how many were deleted.
  func run(_ retention: Retention, sinks: [String]) async throws(StoreError) -> Int {
    let time = SystemTime()
    let claim = try store.claim(at: time.now())
    defer { store.close(after: claim) }
    var pace = Archivist.Pace()
    pace.stretch = Self.batch
    pace.batch = Self.batch
    let archivist = Archivist(
      reader: try store.reader(), sinks: sinks, retention: retention, pace: pace, now: time.now, rest: { _ in },
      remove: { ids throws(StoreError) in try await self.remove(ids) })
    return try await archivist.pass()
  }

  private func remove(_ ids: [InstanceID]) throws(StoreError) {
    var batch = CommitBatch(time: SystemTime().now())
    batch.archived = ids
    try store.commit(batch)
  }
}
