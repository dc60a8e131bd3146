internal import HTTPTypes
internal import SkaldEngine
internal import SkaldValue

/// How the handlers stand, and holding one back.
enum HandlerRoutes {
  static let all = [
    Route(.get, "/v1/handlers") { _, api in
      let states = try await api.engine.handlers()
      return Reply(["handlers": .array(states.map { $0.json })])
    },
    Route(.post, "/v1/handlers/:name/pause", body: .optional([.json])) { request, api in
      try demandNothing(request)
      return Reply(try await api.engine.pause(handler: request.segment("name")).json)
    },
    Route(.post, "/v1/handlers/:name/resume", body: .optional([.json])) { request, api in
      try demandNothing(request)
      return Reply(try await api.engine.resume(handler: request.segment("name")).json)
    },
  ]

  /// The path says it all: a body may be there for clients that always send one.
  private static func demandNothing(_ request: APIRequest) throws(Problem) {
    guard !request.body.isEmpty else { return }
    guard let object = try request.json().object else { throw Problem.invalid("", "expected an object") }
    if let name = object.names.first { throw Problem.invalid(name, "unknown field; there are none") }
  }
}
