internal import HTTPTypes
internal import Hummingbird
internal import SkaldEngine
internal import SkaldValue

/// The answer to a request.
struct Reply: Sendable {
  /// What is said.
  enum Body: Sendable {
    case json(JSON)
    case text([UInt8], type: String)
    case history(HistoryWatch)
  }

  var status: HTTPResponse.Status
  var fields: HTTPFields = [:]
  var body: Body

  init(_ json: JSON, status: HTTPResponse.Status = .ok, fields: HTTPFields = [:]) {
    self.status = status
    self.fields = fields
    body = .json(json)
  }

  init(text: [UInt8], type: String) {
    status = .ok
    body = .text(text, type: type)
  }

  init(watching history: HistoryWatch) {
    status = .ok
    // Watching for the client's end uses up the connection.
    fields = [.connection: "close"]
    body = .history(history)
  }
}

extension Response {
  /// Fields of every answer: browsers must neither guess its type nor keep it.
  private static func common(_ fields: HTTPFields, type: String) -> HTTPFields {
    var fields = fields
    fields[.contentType] = type
    fields[.cacheControl] = "no-store"
    fields[.xContentTypeOptions] = "nosniff"
    return fields
  }

  init(_ reply: Reply, to request: Request) {
    switch reply.body {
    case .json(let json):
      self.init(
        status: reply.status, headers: Self.common(reply.fields, type: "application/json"),
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.utf8)))
    case .text(let bytes, let type):
      self.init(
        status: reply.status, headers: Self.common(reply.fields, type: type),
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    case .history(let watch):
      self.init(
        status: reply.status, headers: Self.common(reply.fields, type: "text/event-stream"),
        body: EventStream(watch: watch, request: request).body)
    }
  }

  init(_ problem: Problem) {
    var fields = Self.common(problem.fields, type: "application/problem+json")
    if problem.endsConnection { fields[.connection] = "close" }
    self.init(
      status: problem.status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: problem.json.utf8)))
  }
}
