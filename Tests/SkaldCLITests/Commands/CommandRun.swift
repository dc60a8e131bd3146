import Foundation
import SkaldValue

/// One run of `skald`, with what it wrote.
struct CommandRun: Sendable {
  let code: Int32
  let out: String
  let err: String

  /// The root of the package.
  static let package: URL = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return folder
  }()

  static let order = #"{"orderId":1,"userId":7,"amount":50000,"sku":"bike-1","quantity":1}"#

  /// Runs `skald` in the package's folder, or in another.
  init(
    _ arguments: [String], in folder: URL = Self.package, input: String = "", environment: [String: String] = [:]
  ) throws {
    let process = Process()
    let scratch = try Scratch()
    let files = ["in", "out", "err"].map { scratch.folder.appending(path: $0) }
    try input.write(to: files[0], atomically: true, encoding: .utf8)
    try Data().write(to: files[1])
    try Data().write(to: files[2])
    process.executableURL = try Self.executable()
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["NO_COLOR": "1"]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    code = process.terminationStatus
    out = try String(contentsOf: files[1], encoding: .utf8)
    err = try String(contentsOf: files[2], encoding: .utf8)
  }

  /// The answer as JSON.
  var json: JSON { get throws { try JSON.parse(out) } }

  static func executable() throws -> URL {
    if let folder = ProcessInfo.processInfo.environment["SKALD_BIN"] {
      return URL(fileURLWithPath: folder).appending(path: "skald")
    }
    let test = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return test.deletingLastPathComponent().appending(path: "skald")
  }
}

/// A folder of a test's own, gone with it.
final class Scratch: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "skald-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes a file, with the folders above it.
  func write(_ text: String, to name: String) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }
}
