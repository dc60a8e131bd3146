internal import SkaldRuntime

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The lock file beside a database; the operating system gives it back when the process ends, however it ends.
struct FileLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock of a database and writes this process into it.
  /// - Throws: ``StoreError`` with the code `held` and the holder where another process has it.
  init(database path: String) throws(StoreError) {
    // Closed on exec, so that a child process cannot keep the database held.
    let file = DatabaseFile.resolved(path) + ".lock"
    let descriptor = unsafe open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let reason = unsafe String(cString: strerror(errno))
      throw StoreError(code: .unreadable, message: "cannot open \(file): \(reason)")
    }
    guard Self.take(descriptor) else {
      let holder = Self.holder(in: descriptor)
      close(descriptor)
      let name = holder.map { "process \($0)" } ?? "another process"
      throw StoreError(code: .held, message: "\(path) is in use by \(name)", holder: holder)
    }
    self.descriptor = descriptor
    let line = Array("\(getpid())\n".utf8)
    ftruncate(descriptor, 0)
    _ = unsafe line.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit {
    // The file stays: a lock on a removed file would not keep out the next process.
    ftruncate(descriptor, 0)
    close(descriptor)
  }

  /// How often a lock is asked for that no other process can mean to hold, and how long is waited in between.
  private static let triesMax = 50
  private static let pause: useconds_t = 10_000

  /// Takes the lock. Where nobody but this process, or one that is gone, can have it, it is about to be free: a child that
  /// was just forked holds it until it executes its program.
  private static func take(_ descriptor: Int32) -> Bool {
    for _ in 1...triesMax {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      if let holder = holder(in: descriptor), holder != getpid(), kill(holder, 0) == 0 || errno == EPERM {
        return false
      }
      usleep(pause)
    }
    return false
  }

  /// The process that wrote itself into the file.
  static func holder(in descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return nil }
    return Int32(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}
