internal import HTTPTypes
internal import SkaldEngine
internal import SkaldRuntime
internal import SkaldValue

/// What people did.
enum AuditRoutes {
  static let all = [
    Route(.get, "/v1/audit", for: .read, query: ["actor", "target", "limit", "after"]) { request, api in
      try await list(request, api)
    }
  ]

  private static func list(_ request: APIRequest, _ api: API) async throws -> Reply {
    var query = AuditQuery(
      actor: request.query["actor"], target: request.query["target"], limit: try request.limit())
    if let cursor = request.query["after"] {
      guard let number = Int64(cursor), number >= 0 else {
        throw Problem.invalid("after", "expected the `next` of an earlier page")
      }
      query.after = number
    }
    let page = try await api.engine.audit(query)
    var fields: HTTPFields = [:]
    if let next = page["next"]?.string { fields.set("Link", request.link("/v1/audit", after: next)) }
    return Reply(page, fields: fields)
  }
}
