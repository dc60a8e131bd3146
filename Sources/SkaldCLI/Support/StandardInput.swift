import FoundationEssentials

/// What is piped into a command.
enum StandardInput {
  /// Reads to the end.
  static func readAll() throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: "/dev/stdin") else {
      throw CommandFault.misuse("the standard input cannot be read")
    }
    return Array(data)
  }
}
