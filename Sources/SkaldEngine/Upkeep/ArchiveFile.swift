#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import SkaldRuntime

/// A file of lines that is only ever written at its end, and read back: what was not read back is not there.
struct ArchiveFile: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Opens a file, or creates it for its owner alone.
  init(path: String) throws(StoreError) {
    let descriptor = unsafe open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.fault("cannot open \(path)") }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Adds lines, waits until the disk has them, and reads them back.
  func append(_ lines: [UInt8]) throws(StoreError) {
    try cutOff()
    let start = size
    var rest = lines[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.fault("cannot write \(path)") }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw Self.fault("cannot flush \(path)") }
    guard try read(start, lines.count) == lines else {
      throw StoreError(code: .io, message: "\(path) does not hold what was written to it")
    }
  }

  private var size: Int64 { Int64(lseek(descriptor, 0, SEEK_END)) }

  private func read(_ start: Int64, _ count: Int) throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(descriptor, buffer.baseAddress.map { unsafe $0 + done }, count - done, off_t(start) + off_t(done))
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { throw Self.fault("cannot read \(path)") }
      done += got
    }
    return bytes
  }

  /// Takes a line away that a crash cut off: its instance is still in the store.
  private func cutOff() throws(StoreError) {
    let step: Int64 = 65_536
    var end = size
    while end > 0 {
      let start = max(0, end - step)
      let bytes = try read(start, Int(end - start))
      if let last = bytes.lastIndex(of: UInt8(ascii: "\n")) {
        end = start + Int64(last) + 1
        break
      }
      end = start
    }
    guard end < size else { return }
    guard ftruncate(descriptor, off_t(end)) == 0 else { throw Self.fault("cannot write \(path)") }
  }

  private static func fault(_ clause: String) -> StoreError {
    let code: StoreError.Code = errno == ENOSPC || errno == EDQUOT ? .full : .io
    return unsafe StoreError(code: code, message: "\(clause): \(String(cString: strerror(errno)))")
  }
}
