internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import SkaldRuntime
internal import SkaldEngine
internal import SkaldValue

/// Takes a request from its first line to its answer.
struct Responder: HTTPResponder {
  let api: API
  let hosts: HostGuard
  let bodyTimeout: Milliseconds
  let logger: Logger

  func respond(to request: Request, context: Connection) async throws -> Response {
    var response: Response
    do {
      response = Response(try await reply(to: request), to: request)
    } catch {
      let problem = problem(for: error)
      if problem.endsConnection { context.closeSoon() }
      response = Response(problem)
    }
    if request.method == .head { response.body = ResponseBody() }
    return response
  }

  private func reply(to request: Request) async throws -> Reply {
    try hosts.check(request)
    let (route, values) = try RouteCatalog.route(request.method, request.uri.path)
    let client = try api.access.client(request.headers, for: route.permission)
    let query = try APIRequest.query(request.uri.query, allowing: route.query)
    let (mediaType, body) = try await body(of: request, for: route)
    var message = APIRequest(
      client: client, path: values, query: query, fields: request.headers, mediaType: mediaType, body: body)
    if route.isKeyed { message.mark = try message.mark(request.method, target: request.uri.string) }
    guard let mark = message.mark else { return try await route.answer(message, api) }
    return try await api.keyed.answer(mark, api.engine, logger) { [message] in try await route.answer(message, api) }
  }

  /// The body and its type, as the route takes it.
  private func body(of request: Request, for route: Route) async throws -> (MediaType?, [UInt8]) {
    let types: [MediaType]
    switch route.body {
    case .none: return (nil, [])
    case .optional(let accepted), .required(let accepted): types = accepted
    }
    let field = request.headers[.contentType]
    if let field {
      guard let type = MediaType(field: field), types.contains(type) else { throw unsupported(types) }
      return (type, try await read(request))
    }
    // Without a type there may be no body either; browsers give every form a type.
    guard case .optional = route.body, try await read(request).isEmpty else { throw unsupported(types) }
    return (nil, [])
  }

  private func read(_ request: Request) async throws -> [UInt8] {
    let announced = request.headers[.contentLength].flatMap { Int($0) } ?? 0
    guard announced <= Limits.bodyLengthMax else { throw Self.tooLarge }
    let body = request.body
    let collected = await withTimeLimit(bodyTimeout) {
      do {
        return Result<ByteBuffer, any Error>.success(try await body.collect(upTo: Limits.bodyLengthMax))
      } catch {
        return .failure(error)
      }
    }
    guard let collected else {
      var problem = Problem(.requestTimeout, "request_timeout", "the body did not arrive in time")
      problem.endsConnection = true
      throw problem
    }
    do {
      return Array(buffer: try collected.get())
    } catch is NIOTooManyBytesError {
      throw Self.tooLarge
    }
  }

  private static var tooLarge: Problem {
    let limit = Limits.bodyLengthMax / 1024
    var problem = Problem(.contentTooLarge, "body_too_large", "expected a body of at most \(limit) KiB")
    problem.endsConnection = true
    return problem
  }

  private func unsupported(_ types: [MediaType]) -> Problem {
    let known = types.map { $0.rawValue }.joined(separator: ", ")
    var problem = Problem(.unsupportedMediaType, "unsupported_media_type", "expected as Content-Type: \(known)")
    problem.fields[.accept] = known
    return problem
  }

  private func problem(for error: any Error) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case let error as EngineError: return Problem(error)
    default:
      logger.error("a request failed", metadata: ["error": "\(error)"])
      return Problem(.internalServerError, "internal", "the daemon failed on this request; its log says more")
    }
  }
}

/// What is known of a request's connection.
struct Connection: RequestContext {
  var coreContext: CoreRequestContextStorage
  private let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }

  /// Ends the connection once the client had time to read the answer.
  func closeSoon() {
    let channel = channel
    channel.eventLoop.scheduleTask(in: .milliseconds(Limits.drainMax.count)) { channel.close(promise: nil) }
  }
}
