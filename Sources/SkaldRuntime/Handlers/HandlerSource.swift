/// Where the engine finds the handler of an operation.
public protocol HandlerSource: Sendable {
  /// The handler of an operation, `service.action`; nil where there is none.
  func handler(for operation: String) -> (any Handler)?
}
