internal import HTTPTypes
internal import SkaldCore
internal import SkaldEngine
internal import SkaldRuntime
internal import SkaldValue

/// Looking at instances, and having them undone.
enum InstanceRoutes {
  static let all = [
    Route(.get, "/v1/instances", for: .read, query: ["saga", "status", "key", "label", "where", "limit", "after"]) {
      request, api in
      try await list(request, api)
    },
    Route(.get, "/v1/instances/:id", for: .read) { request, api in
      Reply(try await api.engine.instance(request.segment("id")))
    },
    Route(.get, "/v1/instances/:id/history", for: .read) { request, api in
      let entries = try await api.engine.history(request.segment("id"))
      return Reply(["events": .array(entries.map { $0.json })])
    },
    Route(.get, "/v1/instances/:id/events", for: .read) { request, api in
      let last = try lastEvent(request)
      return Reply(watching: try await api.engine.watch(request.segment("id"), after: last))
    },
    Route(.post, "/v1/instances/:id/cancel", for: .operate, body: .optional([.json])) { request, api in
      try await cancel(request, api)
    },
    Route(.post, "/v1/instances/:id/asks/:name", for: .operate, body: .required([.json])) { request, api in
      let id = request.segment("id")
      try await api.engine.answer(id, request.segment("name"), try request.json(), by: request.client.name)
      return Reply(try await api.engine.instance(id))
    },
  ]

  private static func list(_ request: APIRequest, _ api: API) async throws -> Reply {
    var query = InstanceQuery(saga: request.query["saga"], key: request.query["key"], limit: try request.limit())
    if let word = request.query["status"] {
      guard let status = Status(rawValue: word) else {
        let known = Status.allCases.map { $0.rawValue }.joined(separator: ", ")
        throw Problem.invalid("status", "expected one of \(known)")
      }
      query.statuses = [status]
    }
    query.labels = try request.labelConditions()
    let page = try await api.engine.instances(
      query, where: request.query["where"], after: request.query["after"])
    var fields: HTTPFields = [:]
    if let next = page.next { fields.set("Link", request.link("/v1/instances", after: next)) }
    return Reply(page.json, fields: fields)
  }

  private static func lastEvent(_ request: APIRequest) throws(Problem) -> Int {
    guard let text = request.field("Last-Event-ID") else { return 0 }
    guard let last = Int(text), last >= 0 else {
      throw Problem.invalid("Last-Event-ID", "expected the id of an earlier event")
    }
    return last
  }

  private static func cancel(_ request: APIRequest, _ api: API) async throws -> Reply {
    let id = request.segment("id")
    let isNew = try await api.engine.cancel(
      id, reason: try request.object(knowing: ["reason"]).text("reason") ?? "", by: request.client.name)
    return Reply(try await api.engine.instance(id), status: isNew ? .accepted : .ok)
  }
}
