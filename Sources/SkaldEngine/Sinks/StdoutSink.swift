public import SkaldRuntime
import SkaldValue
import Synchronization

/// Writes events to the standard output, one structured CloudEvent a line.
public struct StdoutSink: Sink {
  /// The name under which the store keeps its cursor.
  public let name: String
  private let output: AppendFile

  /// Makes the sink.
  public init(name: String = "stdout") { self.init(name: name, output: .standardOutput) }

  /// Makes the sink; a test reads what is written.
  init(name: String = "stdout", output: AppendFile) {
    self.name = name
    self.output = output
  }

  /// Writes an event.
  /// - Throws: `SinkError` where the output takes nothing.
  public func deliver(_ event: OutboundEvent) async throws(SinkError) { try output.append(line(of: event)) }
}

/// An event as a line of text.
func line(of event: OutboundEvent) -> [UInt8] { event.cloudEvent.utf8 + [UInt8(ascii: "\n")] }
