import Foundation

extension Town {
  /// The root of the package.
  static var package: URL {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return folder
  }

  /// Writes the sagas and the configuration that a town of its own needs.
  static func settle(in folder: URL, port: Int, attempts: Int) throws {
    let sagas = folder.appending(path: "sagas")
    try FileManager.default.createDirectory(at: sagas, withIntermediateDirectories: true)
    try copy("sagas/place-order.saga.yaml", to: folder, replacing: [("\n  timeout: 10s", "\n  timeout: 1s")])
    try copy(
      "sagas/contracts.yaml", to: folder,
      replacing: [
        ("attempts: 5,         wait: 200ms", "attempts: \(attempts), wait: 50ms"),
        ("unlimited, wait: 1s,", "unlimited, wait: 50ms,"),
      ])
    var ports = [("127.0.0.1:7420", "127.0.0.1:\(port + 4)")]
    for service in Service.allCases { ports.append((":800\(service.rawValue + 1)", ":\(port + service.rawValue)")) }
    try copy("skald.yaml", to: folder, replacing: ports)
    let file = folder.appending(path: "skald.yaml")
    let sinks = "sinks:\n  file: events.jsonl\n  stdout: true\n"
    try (String(contentsOf: file, encoding: .utf8) + sinks).write(to: file, atomically: true, encoding: .utf8)
  }

  private static func copy(_ path: String, to folder: URL, replacing pairs: [(String, String)]) throws {
    var text = try String(contentsOf: package.appending(path: path), encoding: .utf8)
    for (old, new) in pairs {
      guard text.contains(old) else { throw Overdue(description: "\(path) has no `\(old)` any more") }
      text = text.replacing(old, with: new)
    }
    try text.write(to: folder.appending(path: path), atomically: true, encoding: .utf8)
  }
}
