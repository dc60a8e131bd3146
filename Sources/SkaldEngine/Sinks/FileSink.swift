public import SkaldRuntime
import SkaldValue

/// Appends events to a file, one structured CloudEvent a line; each is flushed to the disk before it counts.
public struct FileSink: Sink {
  /// The name under which the store keeps its cursor.
  public let name: String
  private let file: AppendFile

  /// Opens the file, which is created where it is missing.
  /// - Throws: `SinkError` where it cannot be written.
  public init(path: String, name: String = "file") throws(SinkError) {
    self.name = name
    file = try AppendFile(path: path)
  }

  /// Appends an event and flushes it.
  /// - Throws: `SinkError` where the disk does not take it.
  public func deliver(_ event: OutboundEvent) async throws(SinkError) {
    try file.append(line(of: event), isDurable: true)
  }
}
