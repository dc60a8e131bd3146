import SystemPackage

/// What is piped into a command.
enum StandardInput {
  /// More than a file may hold; the loader says so with the right words.
  static let bytesMax = 2 << 20

  /// Reads to the end.
  static func readAll() throws -> [UInt8] {
    var all: [UInt8] = []
    let input = FileDescriptor(rawValue: 0)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while all.count < bytesMax {
      let count = try unsafe chunk.withUnsafeMutableBytes { try unsafe input.read(into: $0) }
      guard count > 0 else { break }
      all += chunk[..<count]
    }
    return all
  }
}
