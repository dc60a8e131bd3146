import Hummingbird
import Logging
import HTTPTypes
import NIOCore
import SkaldValue

/// The most that a request's body may hold.
let bodyMax = 64 * 1024

extension Response {
  static func json(_ status: HTTPResponse.Status, _ body: JSON, _ extra: HTTPFields = [:]) -> Response {
    var headers = extra
    headers[.contentType] = "application/json"
    return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body.utf8)))
  }

  static func error(_ status: HTTPResponse.Status, _ message: String, _ extra: HTTPFields = [:]) -> Response {
    json(status, ["error": .string(message)], extra)
  }
}

extension Request {
  /// The body as JSON.
  func json() async throws -> JSON {
    let bytes = try await body.collect(upTo: bodyMax)
    do { return try JSON.parse(Array(bytes.readableBytesView)) } catch {
      throw BadRequest("the body is not JSON: \(error)")
    }
  }
}

extension HTTPField.Name {
  private static func named(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a header's name") }
    return name
  }

  static let idempotencyKey = named("Idempotency-Key")
  static let skaldResult = named("Skald-Result")
}

/// Turns what went wrong into an answer.
struct ErrorMiddleware<Context: RequestContext>: RouterMiddleware {
  @concurrent func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    do { return try await next(request, context) } catch let error as BadRequest {
      return .json(.badRequest, error.json)
    } catch let error as any HTTPResponseError {
      return .error(error.status, error.status.reasonPhrase)
    } catch is CancellationError {
      return .error(.serviceUnavailable, "the service is stopping")
    } catch {
      context.logger.error("request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      return .error(.internalServerError, "the service failed; whether it took effect is not known")
    }
  }
}
