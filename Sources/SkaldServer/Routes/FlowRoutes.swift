internal import HTTPTypes
internal import SkaldCore
internal import SkaldEngine
internal import SkaldValue

/// Choreographed flows, each as one over all its participants.
enum FlowRoutes {
  static let all = [
    Route(.get, "/v1/flows", for: .read) { _, api in
      Reply(["choreographies": .array(api.engine.choreographies.map { .string($0) })])
    },
    Route(.get, "/v1/flows/:choreography", for: .read, query: ["limit", "after"]) { request, api in
      let name = request.segment("choreography")
      let page = try await api.engine.flows(name, limit: try request.limit(), after: request.query["after"])
      var fields: HTTPFields = [:]
      if let next = page.next { fields.set("Link", request.link("/v1/flows/\(name)", after: next)) }
      return Reply(page.json, fields: fields)
    },
    Route(.get, "/v1/flows/:choreography/:key", for: .read) { request, api in
      Reply(try await flow(request, api).json)
    },
    Route(.get, "/v1/flows/:choreography/:key/history", for: .read) { request, api in
      let flow = try await flow(request, api)
      return Reply(["status": .string(flow.status.rawValue), "events": flow.historyJSON])
    },
  ]

  private static func flow(_ request: APIRequest, _ api: API) async throws -> FlowView {
    try await api.engine.flow(request.segment("choreography"), key: request.segment("key"))
  }
}
