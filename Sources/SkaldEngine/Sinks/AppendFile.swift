#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import SkaldRuntime
import Synchronization

/// A file that is only ever written at its end, one whole line at a time.
final class AppendFile: Sendable {
  /// The standard output.
  static let standardOutput = AppendFile(descriptor: STDOUT_FILENO, name: "the standard output")

  private let name: String
  /// Locked while a line is written, so that lines stay whole.
  private let descriptor: Mutex<Int32>

  /// Opens a file, or creates it for its owner alone.
  init(path: String) throws(SinkError) {
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SinkError(message: "\(path) cannot be opened: \(Self.reason)") }
    self.descriptor = Mutex(descriptor)
    name = path
  }

  private init(descriptor: Int32, name: String) {
    self.descriptor = Mutex(descriptor)
    self.name = name
  }

  deinit {
    descriptor.withLock { descriptor in
      if descriptor != STDOUT_FILENO { close(descriptor) }
    }
  }

  /// Writes a line.
  /// - Parameter isDurable: Whether to wait until the disk has it.
  func append(_ line: [UInt8], isDurable: Bool = false) throws(SinkError) {
    try descriptor.withLock { descriptor throws(SinkError) in
      var rest = line[...]
      while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw SinkError(message: "\(name) cannot be written: \(Self.reason)") }
        rest = rest.dropFirst(count)
      }
      if isDurable, fsync(descriptor) != 0 {
        throw SinkError(message: "\(name) cannot be flushed: \(Self.reason)")
      }
    }
  }

  private static var reason: String { unsafe String(cString: strerror(errno)) }
}
