public import Logging
internal import SkaldCore
public import SkaldValue

/// Who carries out which operation.
///
/// ```swift
/// var handlers = Handlers()
/// handlers.on("payment.charge") { (order: ChargeRequest, call: Call) in
///   guard order.amount <= limit else { throw Refusal("card_declined") }
///   return Receipt(paymentId: try await gateway.charge(order, idempotencyKey: call.idempotencyKey))
/// }
/// ```
///
/// A function that returns has taken effect. One that throws ``Refusal`` has done nothing, one that throws ``Pending``
/// answers later, and after any other error nobody knows: the call is made again with the same idempotency key.
public struct Handlers: HandlerSource {
  /// How much of an error's text is kept: enough to recognise it, too little to fill a journal.
  public static let messageLengthMax = 500

  /// What the loggers of calls are made from.
  public var logger: Logger
  private var operations: [String: any Handler] = [:]
  private var services: [String: any Handler] = [:]
  /// Those that work in the engine's own commits.
  var committed = TransactionHandlers()

  /// Makes a set without handlers.
  public init(logger: Logger = Logger(label: "skald.handler")) { self.logger = logger }

  /// The names of the operations and services that have a handler, sorted.
  public var names: [String] {
    (Array(operations.keys) + Array(services.keys) + Array(committed.operations.keys)).sorted()
  }

  /// The operations that are carried out in the engine's own commits; nil where there are none.
  public var transactions: TransactionHandlers? { committed.isEmpty ? nil : committed }

  /// Gives an operation a handler; an earlier one of the same operation is replaced.
  public mutating func use(_ handler: any Handler, for operation: String) {
    operations[operation] = handler
    committed.operations[operation] = nil
  }

  /// Gives an operation a handler in the engine's own commit; an earlier one of the same operation is replaced.
  public mutating func use(_ handler: any TransactionHandler, for operation: String) {
    committed.operations[operation] = handler
    operations[operation] = nil
  }

  /// Gives all operations of a service a handler, except for those that have one of their own.
  public mutating func use(_ handler: any Handler, forService service: String) { services[service] = handler }

  /// The handler of an operation: its own, otherwise its service's; nil for one that is a transaction.
  public func handler(for operation: String) -> (any Handler)? {
    if let own = operations[operation] { return own }
    guard committed.operations[operation] == nil else { return nil }
    return services[Self.service(of: operation)]
  }

  /// The service of an operation: its name up to the last dot.
  package static func service(of operation: String) -> String {
    guard let dot = operation.lastIndex(of: ".") else { return operation }
    return String(operation[..<dot])
  }
}

extension Handlers {
  /// Gives an operation a function from its arguments to its result.
  /// - Parameters:
  ///   - operation: The operation, `service.action`.
  ///   - isNonBlocking: Whether the function never waits for anything, so that it may run in place.
  ///   - body: The function.
  public mutating func on<Input: Decodable & Sendable, Output: Encodable & Sendable>(
    _ operation: String, isNonBlocking: Bool = false,
    _ body: @escaping @Sendable (Input, Call) async throws -> Output
  ) {
    use(FunctionHandler<Input>(isImmediate: isNonBlocking, logger: logger, body: body), for: operation)
  }

  /// Gives an operation a function without a result.
  public mutating func on<Input: Decodable & Sendable>(
    _ operation: String, isNonBlocking: Bool = false, _ body: @escaping @Sendable (Input, Call) async throws -> Void
  ) {
    let handler = FunctionHandler<Input>(isImmediate: isNonBlocking, logger: logger) { input, call in
      try await body(input, call)
      return nil
    }
    use(handler, for: operation)
  }

  /// Gives an operation a function from JSON to JSON.
  public mutating func on(
    _ operation: String, isNonBlocking: Bool = false, _ body: @escaping @Sendable (JSON, Call) async throws -> JSON
  ) {
    use(FunctionHandler<JSON>(isImmediate: isNonBlocking, logger: logger, body: body), for: operation)
  }

  // A function that only throws fits this overload and the one above; either will do, but one must be preferred.
  /// Gives an operation a function of JSON without a result.
  @_disfavoredOverload
  public mutating func on(
    _ operation: String, isNonBlocking: Bool = false, _ body: @escaping @Sendable (JSON, Call) async throws -> Void
  ) {
    let handler = FunctionHandler<JSON>(isImmediate: isNonBlocking, logger: logger) { input, call in
      try await body(input, call)
      return nil
    }
    use(handler, for: operation)
  }
}
