import FoundationEssentials

/// Writes a file so that nobody ever sees half of it.
enum FileReplacement {
  /// Writes beside the file and puts the result in its place; a link is followed, and the mode is kept.
  /// - Throws: ``CommandFault`` where the folder cannot be written.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let target = URL(filePath: path).resolvingSymlinksInPath()
    let mode = try? FileManager.default.attributesOfItem(atPath: target.path)[.posixPermissions]
    do {
      try Data(bytes).write(to: target, options: .atomic)
      if let mode { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: target.path) }
    } catch {
      throw CommandFault.misuse("cannot write `\(path)`")
    }
  }
}
