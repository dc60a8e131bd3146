import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import SkaldCore
import SkaldDiagnostics
import SkaldEngine
import SkaldLanguage
import SkaldRuntime
import SkaldValue

@testable import SkaldServer

/// A whole daemon on a free port: an engine with its store in memory, and the server in front of it.
struct Daemon: Sendable {
  let port: Int
  let engine: SagaEngine

  /// Runs a daemon while something is done with it.
  static func run<Result: Sendable>(
    options: SagaServer.Options = .init(listen: .anyPort), handlers: Handlers = .test,
    programs: [SagaProgram] = TestSagas.programs, sinks: [any Sink] = [], database: MemoryDatabase = MemoryDatabase(),
    onPoison: [String: PoisonPolicy] = [:],
    _ use: @escaping @Sendable (Daemon) async throws -> Result
  ) async throws -> Result {
    var engineOptions = SagaEngine.Options()
    engineOptions.onPoison = onPoison
    let engine = SagaEngine(
      programs, store: StoreFactory { () throws(StoreError) in MemoryStore(database) }, handlers: handlers,
      sinks: sinks, options: engineOptions, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    var options = options
    options.draw = { program, notation in GraphCatalog.format(named: notation)?.render(Drawing(program)) }
    let (ports, port) = AsyncStream<Int>.makeStream()
    let server = SagaServer(
      engine: engine, options: options,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, onListening: { port.yield($0) })
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      for service in [engine, server] as [any Service] {
        group.addTask {
          try await service.run()
          return nil
        }
      }
      group.addTask {
        var iterator = ports.makeAsyncIterator()
        return try await use(Daemon(port: await iterator.next() ?? 0, engine: engine))
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
      }
      throw CancellationError()
    }
  }

  /// An answer of the daemon.
  struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: JSON
    /// The code of a problem.
    var code: String? { body["code"]?.string }
  }

  /// Makes a request.
  func call(
    _ method: HTTPMethod, _ path: String, _ body: String? = nil, type: String? = "application/json",
    headers: [(String, String)] = []
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    request.method = method
    if let body {
      request.body = .bytes(ByteBuffer(string: body))
      if let type { request.headers.add(name: "Content-Type", value: type) }
    }
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
    let bytes = Array(buffer: try await response.body.collect(upTo: 1 << 22))
    return Answer(
      status: Int(response.status.code), headers: response.headers, body: bytes.isEmpty ? .null : try JSON.parse(bytes))
  }

  /// Gets what is no JSON.
  func fetch(_ path: String) async throws -> (text: String, type: String?) {
    let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
    let body = try await response.body.collect(upTo: 1 << 22)
    return (String(buffer: body), response.headers.first(name: "Content-Type"))
  }

  /// Starts an order and gives its id.
  func startOrder(_ number: Int) async throws -> String {
    try await engine.start("order", input: ["orderId": .int(Int64(number))]).id
  }

  /// Sends an event as a structured CloudEvent.
  func send(_ name: String, order number: Int, id: String) async throws -> Answer {
    try await call(
      .POST, "/v1/events",
      #"{"specversion":"1.0","id":"\#(id)","source":"/t","type":"\#(name)","data":{"orderId":\#(number)}}"#,
      type: "application/cloudevents+json")
  }

  /// Waits until an instance's history has an entry, for which nothing but its own events is needed.
  func waitForEntry(_ type: String, step: String, of id: String) async throws {
    for try await entry in try await engine.watch(id) where entry.type == type && entry.step == step { return }
  }
}

extension Handlers {
  /// Handlers that answer at once.
  static var test: Handlers {
    var handlers = Handlers()
    handlers.on("payment.charge") { _, _ in ["paymentId": "p-1"] }
    handlers.on("payment.refund") { _, _ in }
    handlers.on("delivery.request") { _, _ in }
    handlers.on("notes.keep") { _, _ in }
    return handlers
  }
}

/// Two sagas: one with a computed key and a pivot between two waits, one without a key.
enum TestSagas {
  private static let contracts = """
    skald: 1
    services:
      payment:
        charge: { in: { orderId: int }, out: { paymentId: string }, refuses: [card_declined] }
        refund: { in: { orderId: int } }
      delivery:
        request: { in: { orderId: int } }
      notes:
        keep: { in: { text: string }, effect: false }
    events:
      order.released.v1: { topic: orders, key: orderId, data: { orderId: int }, external: true }
      order.delivered.v1: { topic: orders, key: orderId, data: { orderId: int }, external: true }
    """

  private static let order = """
    skald: 1
    saga: order
    version: 3
    use: [contracts.yaml]
    input: { orderId: int }
    key: order-${input.orderId}
    steps:
      - step: charge
        call: payment.charge
        with: { orderId: "${input.orderId}" }
        compensate: payment.refund
      - wait: order.released.v1
        step: released
        timeout: 1h
      - step: ship
        call: delivery.request
        with: { orderId: "${input.orderId}" }
        pivot: true
      - wait: order.delivered.v1
        step: delivered
        timeout: 1h
        otherwise: alert
    """

  private static let note = """
    skald: 1
    saga: note
    version: 1
    use: [contracts.yaml]
    input: { text: string }
    steps:
      - step: keep
        call: notes.keep
        with: { text: "${input.text}" }
    """

  private static let bell = """
    skald: 1
    saga: ring
    version: 1
    use: [bells.yaml]
    input: { bell: int, count: int }
    key: ring-${input.bell}-${input.count}
    steps:
      - emit: bell.rung.v1
        with: { bell: "${input.bell}", count: "${input.count}" }
    """

  private static let bells = """
    skald: 1
    events:
      bell.rung.v1: { topic: bells, key: bell, data: { bell: int, count: int } }
    """

  static let programs = compile([
    ("contracts.yaml", contracts), ("order.saga.yaml", order), ("note.saga.yaml", note),
  ])

  /// A saga that only emits an event.
  static let emitting = compile([("bells.yaml", bells), ("ring.saga.yaml", bell)])

  private static func compile(_ files: [(String, String)]) -> [SagaProgram] {
    let compilation = Compiler.compile(files.map { SourceText(path: $0.0, bytes: Array($0.1.utf8)) })
    precondition(!compilation.hasErrors, "\(compilation.diagnostics.map { $0.message })")
    return compilation.sagas.compactMap { $0.program }
  }
}
