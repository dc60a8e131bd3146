package import SkaldRuntime

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What the system says of a database's file and folder.
package enum DatabaseSurroundings {
  /// Who has a database.
  package enum Holder: Sendable, Hashable {
    /// Nobody.
    case nobody
    /// A process; nil where it does not say which.
    case process(Int32?)
  }

  /// Who may do what with a file, as `chmod` takes it; nil where there is none.
  package static func mode(of path: String) -> UInt32? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return UInt32(status.st_mode) & 0o777
  }

  /// Who has a database. A daemon that starts at this very moment finds it taken, and asks again.
  package static func holder(of path: String) -> Holder {
    let descriptor = unsafe open(DatabaseFile.resolved(path) + ".lock", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .nobody }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return .nobody }
    return .process(FileLock.holder(in: descriptor))
  }

  /// How many bytes a folder has room for; nil where that cannot be read.
  package static func room(in folder: String) -> Int64? {
    var status = statvfs()
    guard unsafe statvfs(folder, &status) == 0 else { return nil }
    return Int64(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize))
  }

  /// Writes a page into a file of its own in a folder and waits for the disk, a few times; the file is gone afterwards.
  /// - Returns: how long the middle one took.
  package static func flushTime(in folder: String, _ time: some TimeSource) throws(StoreError) -> Duration {
    let path = "\(folder)/.skald-doctor.\(getpid())"
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw fault("cannot write to \(folder)") }
    defer { close(descriptor) }
    _ = unsafe unlink(path)
    var times: [Duration] = []
    for round in 0..<flushes {
      // The first one allocates; what follows writes over it, as the engine's log does.
      let page = [UInt8](repeating: UInt8(round + 1), count: 4096)
      let start = time.uptime()
      let written = unsafe page.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
      guard written == page.count, fsync(descriptor) == 0 else { throw fault("cannot flush in \(folder)") }
      times.append(time.uptime() - start)
    }
    return times.sorted()[flushes / 2]
  }

  private static let flushes = 9

  private static func fault(_ clause: String) -> StoreError {
    StoreError(code: .io, message: "\(clause): \(unsafe String(cString: strerror(errno)))")
  }
}
