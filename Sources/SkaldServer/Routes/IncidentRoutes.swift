internal import HTTPTypes
internal import SkaldEngine
internal import SkaldRuntime
internal import SkaldValue

/// What is the matter, with all instances in one list.
enum IncidentRoutes {
  static let all = [
    Route(.get, "/v1/incidents", for: .read, query: ["saga", "kind", "limit", "after"]) { request, api in
      try await list(request, api)
    },
    Route(.post, "/v1/incidents/:number/settle", for: .operate, body: .optional([.json])) { request, api in
      _ = try request.object(knowing: [])
      guard let number = Int64(request.segment("number")) else {
        throw Problem(.notFound, "unknown_incident", "no incident has this id")
      }
      try await api.engine.settle(incident: number, by: request.client.name)
      return Reply(["settled": true])
    },
  ]

  private static func list(_ request: APIRequest, _ api: API) async throws -> Reply {
    var query = IncidentQuery(
      saga: request.query["saga"], kind: request.query["kind"], limit: try request.limit())
    if let cursor = request.query["after"] {
      guard let number = Int64(cursor), number >= 0 else {
        throw Problem.invalid("after", "expected the `next` of an earlier page")
      }
      query.after = number
    }
    let page = try await api.engine.incidents(query)
    var fields: HTTPFields = [:]
    if let next = page["next"]?.string { fields.set("Link", request.link("/v1/incidents", after: next)) }
    return Reply(page, fields: fields)
  }
}
