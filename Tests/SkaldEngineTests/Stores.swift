import FoundationEssentials
import SkaldRuntime
import SkaldSQLite
import Synchronization
import Testing

/// A database in memory or in a file of its own, which outlives the stores that are opened over it.
final class Stores: Sendable {
  enum Kind: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case memory
    case sqlite

    var testDescription: String { rawValue }
  }

  private static let count = Atomic(0)

  private let kind: Kind
  private let database = MemoryDatabase()
  /// The file of a database on disk.
  let path: String

  init(_ kind: Kind) {
    self.kind = kind
    let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
    path = "/tmp/skald-engine-test-\(ProcessInfo.processInfo.processIdentifier)-\(number).db"
  }

  deinit {
    for suffix in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path + suffix) }
  }

  /// Opens the database; again after an end or a crash of the store before.
  func open() -> any Store {
    switch kind {
    case .memory: return MemoryStore(database)
    case .sqlite:
      var options = SQLiteStore.Options()
      options.logPages = 16
      return SQLiteStore(path: path, options: options)
    }
  }
}
