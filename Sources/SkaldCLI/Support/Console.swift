import FoundationEssentials
import Glibc
import SystemPackage

/// The standard output carries answers, the error output everything else.
enum Console {
  /// Writes a line of the answer, at once.
  static func out(_ line: String) { write(line, to: .standardOutput) }

  /// Writes a line about the answer, at once.
  static func err(_ line: String) { write(line, to: .standardError) }

  /// Writes bytes of the answer as they are.
  static func out(bytes: [UInt8]) { write(bytes, to: .standardOutput) }

  /// Whether colours help whoever reads the standard output.
  static var isColourful: Bool { isatty(1) == 1 && Environment["NO_COLOR"] == nil }

  private static func write(_ line: String, to descriptor: FileDescriptor) {
    write((line.hasSuffix("\n") ? line : line + "\n").utf8, to: descriptor)
  }

  private static func write(_ bytes: some Sequence<UInt8>, to descriptor: FileDescriptor) {
    do {
      _ = try descriptor.writeAll(bytes)
    } catch {
      // Nobody reads on; the answer has nowhere to go.
      exit(1)
    }
  }
}

/// The environment of the process.
enum Environment {
  private static let variables = ProcessInfo.processInfo.environment

  static subscript(_ name: String) -> String? { variables[name] }
}
