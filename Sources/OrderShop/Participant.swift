import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import SkaldValue

/// The HTTP side of a service that takes part in sagas: its operations, health, ledger and failure switches.
struct Participant: Sendable {
  /// How long a lost answer is withheld: longer than anybody waits for it.
  static let silence = Duration.seconds(60)

  let name: String
  let database: Database
  let operations: [Operation]
  private let faults = Faults()

  /// Prepares a service.
  /// - Parameter bodies: The failures that are switched on, as requests for them say.
  /// - Throws: ``BadRequest`` where one is none of this service.
  init(name: String, database: Database, operations: [Operation], faults bodies: [JSON]) throws(BadRequest) {
    self.name = name
    self.database = database
    self.operations = operations
    for body in bodies { try switchOn(body) }
  }

  func router() -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    router.add(middleware: ErrorMiddleware())
    router.get("health") { _, _ in try await health() }
    router.get("ledger") { request, _ in try await ledger(request) }
    router.post("faults") { request, _ in try await addFault(request) }
    router.delete("faults") { _, _ in
      faults.removeAll()
      return Response(status: .noContent)
    }
    for operation in operations {
      router.post("\(operation.name)") { request, context in try await answer(operation, request, context) }
    }
    return router
  }

  private func health() async throws -> Response {
    _ = try await database.read { try $0.rows("SELECT 1") }
    return .json(.ok, ["status": "ok", "service": .string(name)])
  }

  private func ledger(_ request: Request) async throws -> Response {
    let orderId = request.uri.queryParameters["orderId"].map { Int64($0) }
    if case .some(.none) = orderId { throw BadRequest("`orderId` must be an integer", field: "orderId") }
    let entries = try await database.read { try Ledger.entries(of: orderId ?? nil, $0) }
    return .json(.ok, entries)
  }

  private func addFault(_ request: Request) async throws -> Response {
    let body = try await request.json()
    try switchOn(body)
    return .json(.created, body)
  }

  private func switchOn(_ body: JSON) throws(BadRequest) {
    faults.add(try Fault(body, operations: operations.map { $0.name }))
  }

  private func answer(
    _ operation: Operation, _ request: Request, _ context: BasicRequestContext
  ) async throws -> Response {
    var call = try await read(operation, request)
    let fault = faults.take(operation: operation.name, orderId: call.orderId)
    switch fault {
    case .fail: return .error(.internalServerError, "switched to fail")
    case .slow(let delay): try await pause(.milliseconds(delay.count))
    case .refuse(let code): call.refusal = code
    case .loseAnswer, .cutAnswer, nil: break
    }
    let answer = try await operation.perform(call)
    context.logger.info(
      "answered",
      metadata: ["operation": "\(operation.name)", "order.id": "\(call.orderId)", "answer": "\(answer.word)"])
    if fault == .loseAnswer { try await pause(Self.silence) }
    return fault == .cutAnswer ? .broken : answer.response
  }

  private func read(_ operation: Operation, _ request: Request) async throws -> Call {
    guard let key = request.headers[.idempotencyKey], !key.isEmpty else {
      throw BadRequest("the header Idempotency-Key is missing")
    }
    let input = try await request.json()
    guard let object = input.object else { throw BadRequest("the body must be an object, not a \(input.kind)") }
    for field in operation.fields {
      if let fault = field.fault(in: object) { throw BadRequest(fault, field: field.name) }
    }
    return Call(operation: operation.name, input: input, key: key, time: .now)
  }

  /// Waits, but not beyond the order to stop.
  private func pause(_ time: Duration) async throws {
    try await cancelWhenGracefulShutdown { try await Task.sleep(for: time) }
  }
}

extension Answer {
  /// The answer in one word, for logs.
  var word: String {
    switch self {
    case .done: "done"
    case .refused(let code): "refused: \(code)"
    case .tombstoned: "tombstoned"
    case .contradicts: "contradicts"
    case .later: "later"
    }
  }

  var response: Response {
    switch self {
    case .done(let output): .json(.ok, output)
    case .refused(let code): .json(.conflict, ["refused": .string(code)])
    case .tombstoned: .error(.conflict, "its undo came first", [.skaldResult: "tombstoned"])
    case .contradicts(let message): .error(.unprocessableContent, message)
    case .later: .error(.serviceUnavailable, "too many changes at once", [.retryAfter: "1"])
    }
  }
}

extension Response {
  private struct ConnectionCut: Error {}

  /// An answer that breaks off after its head, since throwing closes the connection.
  static var broken: Response {
    Response(status: .ok, body: ResponseBody(contentLength: 1024) { _ in throw ConnectionCut() })
  }
}
