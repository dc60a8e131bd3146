import FoundationEssentials
import SkaldRuntime

@testable import SkaldSQLite

/// What the world does to a store behind its owner's back.
extension Home {
  /// Another owner takes the data.
  func raiseEpochBehindTheOwner() throws {
    switch kind {
    case .memory: _ = try store().claim(at: .noon)
    case .sqlite: try Connection(path: path, mode: .readWrite).execute("UPDATE engine SET epoch = epoch + 1")
    }
  }

  /// The bytes of a file beside the database, or of the database.
  func bytes(_ suffix: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path + suffix))) }

  /// Replaces a text in the database file by one of the same length.
  func replace(_ text: String, by other: String) throws {
    var bytes = try bytes("")
    let old = Array(text.utf8)
    for start in bytes.indices.dropLast(old.count) where bytes[start..<start + old.count].elementsEqual(old) {
      bytes.replaceSubrange(start..<start + old.count, with: Array(other.utf8))
    }
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// A store over what a power cut leaves behind that strikes within the flush of what was written since `before`.
  func storeAfterTear(since before: [UInt8]) throws -> any Store {
    let next = try storeAfterKill()
    var log = try bytes("-wal")
    let start = zip(before, log).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? before.count
    // More than a page of the batch is there, the rest is not.
    for index in (start + 6000)..<log.count { log[index] = 0 }
    try Data(log).write(to: URL(filePath: path + "-wal"))
    return next
  }
}
