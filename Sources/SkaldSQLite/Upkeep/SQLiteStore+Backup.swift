public import SkaldRuntime

extension SQLiteStore {
  /// Copies a database as it is committed now, while its owner goes on writing.
  ///
  /// The copy is one file. It is written beside its place, checked page by page, read back and flushed; only then does it
  /// get its name.
  /// - Throws: ``StoreError`` with the code `exists` where something is at the target, `corrupt` where the copy is not
  ///   sound; then there is no copy.
  public static func backUp(_ path: String, to target: String) throws(StoreError) -> DatabaseSummary {
    try demandRoom(at: target)
    let partial = CopyFile.partial(of: target)
    do {
      let summary = try copy(path, to: partial)
      try CopyFile.flush(partial)
      try demandRoom(at: target)
      try CopyFile.move(partial, to: target)
      try CopyFile.flush(target)
      return summary
    } catch {
      CopyFile.remove(partial)
      throw error
    }
  }

  private static func demandRoom(at target: String) throws(StoreError) {
    guard !CopyFile.exists(target) else {
      throw StoreError(code: .exists, message: "\(target) exists; a backup never takes the place of a file")
    }
  }

  /// Makes a sound copy as one file without a log of its own.
  static func copy(_ path: String, to partial: String) throws(StoreError) -> DatabaseSummary {
    let source = try Connection(path: path, mode: .readOnly)
    try source.setUpReader()
    _ = try MigrationCatalog.version(of: source)
    CopyFile.remove(partial)
    try DatabaseFile.create(partial)
    let copy = try Connection(path: partial, mode: .readWrite)
    try source.copy(into: copy)
    try copy.setUpCopy()
    return try DatabaseSummary.verified(copy)
  }
}
