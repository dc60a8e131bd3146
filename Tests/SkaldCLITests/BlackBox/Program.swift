import Foundation

/// A program that a test started. It ends with the test.
final class Program {
  private let process = Process()

  /// Starts a program of this package; what it writes goes to `log`.
  init(
    _ name: String, _ arguments: [String], in folder: URL, log: String, environment: [String: String] = [:]
  ) throws {
    let file = folder.appending(path: log)
    if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    process.executableURL = Self.folder.appending(path: name)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  deinit { kill() }

  /// The system's number for it.
  var id: Int32 { process.processIdentifier }

  /// Waits for its end, and gives its exit code.
  func wait() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Ends it as a crash does: it can do nothing about it.
  func kill() {
    guard process.isRunning else { return }
    signal(SIGKILL)
    process.waitUntilExit()
  }

  /// Asks it to end, and gives its exit code.
  func stop() -> Int32 {
    signal(SIGTERM)
    return wait()
  }

  /// Sends SIGHUP.
  func hangUp() { signal(SIGHUP) }

  private func signal(_ number: Int32) { Foundation.kill(process.processIdentifier, number) }

  /// Where the package's programs are: beside the test's own, unless `SKALD_BIN` says otherwise.
  private static let folder: URL = {
    if let folder = ProcessInfo.processInfo.environment["SKALD_BIN"] { return URL(fileURLWithPath: folder) }
    let test = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return test.deletingLastPathComponent()
  }()
}
