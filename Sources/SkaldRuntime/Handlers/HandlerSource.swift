/// Where the engine finds the handler of an operation.
public protocol HandlerSource: Sendable {
  /// The handler of an operation, `service.action`; nil where there is none.
  func handler(for operation: String) -> (any Handler)?
  /// The operations that are carried out in the engine's own commits; nil where there are none.
  var transactions: TransactionHandlers? { get }
}

extension HandlerSource {
  /// No operation is carried out in the engine's own commits unless a source says so.
  public var transactions: TransactionHandlers? { nil }
}
