internal import SkaldRuntime

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The files of a copy: written beside its place, and put there once it is good.
enum CopyFile {
  /// Whether something is at a path.
  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Where a copy is written. The process is a part of the name, so that two copies never write one file.
  static func partial(of path: String) -> String { "\(path).\(getpid()).partial" }

  /// Removes a file that may be there, and what SQLite keeps beside it.
  static func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm", "-journal"] { _ = unsafe unlink(path + suffix) }
  }

  /// Gives a file another name in its folder.
  static func move(_ path: String, to target: String) throws(StoreError) {
    guard unsafe rename(path, target) == 0 else { throw fault("cannot rename \(path) to \(target)") }
  }

  /// Waits until the disk has a file, and the folder its name.
  static func flush(_ path: String) throws(StoreError) {
    try sync(path)
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    try sync(folder)
  }

  private static func sync(_ path: String) throws(StoreError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault("cannot open \(path)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw fault("cannot flush \(path)") }
  }

  private static func fault(_ clause: String) -> StoreError {
    let code: StoreError.Code = errno == ENOSPC || errno == EDQUOT ? .full : .io
    let reason = unsafe String(cString: strerror(errno))
    return StoreError(code: code, message: "\(clause): \(reason)")
  }
}
