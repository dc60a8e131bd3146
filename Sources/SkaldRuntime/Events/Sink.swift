/// Where events go: a webhook, a file, the standard output.
public protocol Sink: Sendable {
  /// The name under which the store keeps its cursor.
  var name: String { get }
  /// Delivers an event and returns once it is durably acknowledged. A repeat has the same id.
  /// - Throws: ``SinkError`` where it must be tried again.
  func deliver(_ event: OutboundEvent) async throws(SinkError)
}

/// Why an event was not acknowledged.
public struct SinkError: Error, Sendable, CustomStringConvertible {
  /// What went wrong, as one lower-case clause without the event's data.
  public var message: String
  /// Whether the receiver refuses the event for what it is, so that it is not going to take it later.
  public var isRefused: Bool
  /// Makes an error.
  public init(message: String, isRefused: Bool = false) {
    self.message = message
    self.isRefused = isRefused
  }
  /// The message.
  public var description: String { message }
}
