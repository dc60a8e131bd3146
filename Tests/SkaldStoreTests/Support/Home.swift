import FoundationEssentials
import SkaldRuntime
import SkaldSQLite

/// The stores that one behaviour suite is run against.
enum StoreKind: String, CaseIterable, Sendable {
  case memory
  case sqlite
}

/// A place where a store keeps its data for one test, removed with it.
final class Home {
  let kind: StoreKind
  let folder: String
  private let memory = MemoryDatabase(nonce: 7)
  private var copies = 0
  var options = SQLiteStore.Options()

  init(_ kind: StoreKind) throws {
    self.kind = kind
    options.logPages = 16
    folder = FileManager.default.temporaryDirectory.path + "/skald-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var path: String { "\(folder)/\(copies).db" }

  /// A store over what is there; after a close it is the next process.
  func store() -> any Store {
    switch kind {
    case .memory: MemoryStore(memory)
    case .sqlite: sqlite()
    }
  }

  func sqlite() -> SQLiteStore { SQLiteStore(path: path, options: options) }

  /// A store that is claimed already.
  func claimed() throws -> any Store {
    let store = store()
    _ = try store.claim(at: .noon)
    return store
  }

  /// A store over what a process leaves behind that is killed now: the files as they are, without a close.
  func storeAfterKill() throws -> any Store {
    let before = path
    copies += 1
    if kind == .sqlite {
      try FileManager.default.copyItem(atPath: before, toPath: path)
      try FileManager.default.copyItem(atPath: before + "-wal", toPath: path + "-wal")
    }
    return store()
  }
}
