internal import HTTPTypes
internal import SkaldEngine
internal import SkaldValue

/// How the handlers stand, and holding one back.
enum HandlerRoutes {
  static let all = [
    Route(.get, "/v1/handlers", for: .read) { _, api in
      let states = try await api.engine.handlers()
      return Reply(["handlers": .array(states.map { $0.json })])
    },
    Route(.post, "/v1/handlers/:name/pause", for: .operate, body: .optional([.json])) { request, api in
      _ = try request.object(knowing: [])
      return Reply(try await api.engine.pause(handler: request.segment("name"), by: request.client.name).json)
    },
    Route(.post, "/v1/handlers/:name/resume", for: .operate, body: .optional([.json])) { request, api in
      _ = try request.object(knowing: [])
      return Reply(try await api.engine.resume(handler: request.segment("name"), by: request.client.name).json)
    },
  ]
}
