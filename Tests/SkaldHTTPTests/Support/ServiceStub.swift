import Hummingbird
import NIOCore
import SkaldHTTP
import SkaldValue
import Synchronization

/// A small service over HTTP that gives every request the same answer and remembers what it was asked.
final class ServiceStub: Sendable {
  /// A request as it arrived.
  struct Seen: Sendable {
    var method: String
    var path: String
    var fields: [String: String]
    var body: String
  }

  private let requests = Mutex<[Seen]>([])
  /// The requests so far, in order.
  var seen: [Seen] { requests.withLock { $0 } }

  /// Runs a service while something is done with it; the body is given its port.
  func run<Result: Sendable>(
    status: HTTPResponse.Status, fields: HTTPFields = [:], body: String = "",
    _ use: @escaping @Sendable (Int) async throws -> Result
  ) async throws -> Result {
    let responder = CallbackResponder<BasicRequestContext> { request, _ in
      var request = request
      let buffer = try await request.collectBody(upTo: 1 << 20)
      self.remember(request, String(buffer: buffer))
      return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
    return try await withApplication(responder: responder, use)
  }

  private func remember(_ request: Request, _ body: String) {
    var fields: [String: String] = [:]
    for field in request.headers { fields[field.name.canonicalName] = field.value }
    let seen = Seen(method: request.method.rawValue, path: request.uri.string, fields: fields, body: body)
    requests.withLock { $0.append(seen) }
  }
}

/// Runs a Hummingbird application on a free port while something is done with it.
func withApplication<Result: Sendable>(
  responder: some HTTPResponder<BasicRequestContext>, _ use: @escaping @Sendable (Int) async throws -> Result
) async throws -> Result {
  let (ports, port) = AsyncStream<Int>.makeStream()
  let application = Application(
    responder: responder, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
    onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) })
  return try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask {
      try await application.run()
      return nil
    }
    group.addTask {
      var iterator = ports.makeAsyncIterator()
      return try await use(await iterator.next() ?? 0)
    }
    defer { group.cancelAll() }
    while let result = try await group.next() {
      if let result { return result }
    }
    throw CancellationError()
  }
}

/// Gives a transport for the time of a test.
func withTransport<Result: Sendable>(
  _ transport: HTTPTransport = HTTPTransport(), _ body: (HTTPTransport) async throws -> Result
) async throws -> Result {
  do {
    let result = try await body(transport)
    await transport.shutdown()
    return result
  } catch {
    await transport.shutdown()
    throw error
  }
}
