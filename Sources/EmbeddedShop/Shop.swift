import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Skald

/// A web application that runs its sagas itself: one process, one file, no daemon.
struct Shop {
  /// The most that the body of a request may hold.
  private static let bodyMax = 64 * 1024

  let engine: SagaEngine
  private let logger: Logger

  /// Puts the engine and its handlers together.
  init(database: String, logger: Logger) throws {
    var handlers = Handlers()
    Warehouse.add(to: &handlers)
    Payment().add(to: &handlers)
    engine = SagaEngine([try Definition.program()], store: .sqlite(database), handlers: handlers, logger: logger)
    self.logger = logger
  }

  /// What has to run: the engine, and the web server in front of it, which stops first.
  func services(
    host: String, port: Int, onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
  ) -> [any Service] {
    let application = Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
      onServerRunning: onServerRunning, logger: logger)
    return [engine, application]
  }

  private var router: Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    router.post("orders") { request, _ in
      try await Self.answer { () async throws(EngineError) in
        let body = (try? await request.body.collect(upTo: Self.bodyMax)).map { Array($0.readableBytesView) } ?? []
        let started = try await engine.start("place-order", input: (try? JSON.parse(body)) ?? .null)
        return (started.isNew ? .created : .ok, ["id": .string(started.id)])
      }
    }
    router.get("orders/:id") { _, context in
      try await Self.answer { () async throws(EngineError) in
        (.ok, try await engine.instance(context.parameters.get("id") ?? ""))
      }
    }
    return router
  }

  /// The answer of the engine, or why it says no.
  private static func answer(
    _ body: () async throws(EngineError) -> (HTTPResponse.Status, JSON)
  ) async throws -> Response {
    do throws(EngineError) {
      let (status, json) = try await body()
      return response(status, json)
    } catch {
      let status: HTTPResponse.Status =
        switch error.code {
        case .unknownInstance: .notFound
        case .storeFailed, .unavailable: .serviceUnavailable
        case .inputMismatch: .conflict
        default: .badRequest
        }
      return response(status, ["error": .string(error.code.rawValue), "message": .string("\(error)")])
    }
  }

  private static func response(_ status: HTTPResponse.Status, _ json: JSON) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: json.text)))
  }
}
