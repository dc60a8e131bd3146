import SystemPackage

/// What is piped into a command.
enum StandardInput {
  private static let chunkSize = 65_536

  /// Reads to the end; from a pipe as well as from a file.
  static func readAll() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: chunkSize)
    do {
      while true {
        let count = try unsafe chunk.withUnsafeMutableBytes { try unsafe FileDescriptor.standardInput.read(into: $0) }
        guard count > 0 else { return bytes }
        bytes += chunk[..<count]
      }
    } catch {
      throw CommandFault.misuse("the standard input cannot be read")
    }
  }
}
