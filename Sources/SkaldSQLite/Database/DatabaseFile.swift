internal import SkaldRuntime

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The file of a database, before SQLite opens it.
enum DatabaseFile {
  /// Makes an empty file that only its owner can read; one that is there stays as it is.
  static func create(_ path: String) throws(StoreError) {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor < 0 else {
      close(descriptor)
      return
    }
    guard errno != EEXIST else { return }
    let reason = unsafe String(cString: strerror(errno))
    throw StoreError(code: .unreadable, message: "cannot create \(path): \(reason)")
  }

  /// The path without symbolic links, so that one file has one lock whatever it is called by.
  static func resolved(_ path: String) -> String {
    guard let resolved = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}
