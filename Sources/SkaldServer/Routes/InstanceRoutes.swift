internal import HTTPTypes
internal import SkaldCore
internal import SkaldEngine
internal import SkaldRuntime
internal import SkaldValue

/// Looking at instances, and having them undone.
enum InstanceRoutes {
  static let all = [
    Route(.get, "/v1/instances", query: ["saga", "status", "key", "limit", "after"]) { request, api in
      try await list(request, api)
    },
    Route(.get, "/v1/instances/:id") { request, api in
      Reply(try await api.engine.instance(request.segment("id")))
    },
    Route(.get, "/v1/instances/:id/history") { request, api in
      let entries = try await api.engine.history(request.segment("id"))
      return Reply(["events": .array(entries.map { $0.json })])
    },
    Route(.get, "/v1/instances/:id/events") { request, api in
      let last = try lastEvent(request)
      return Reply(watching: try await api.engine.watch(request.segment("id"), after: last))
    },
    Route(.post, "/v1/instances/:id/cancel", body: .optional([.json])) { request, api in
      try await cancel(request, api)
    },
    Route(.post, "/v1/instances/:id/asks/:name", body: .required([.json])) { request, api in
      let id = request.segment("id")
      try await api.engine.answer(id, request.segment("name"), try request.json(), by: "api")
      return Reply(try await api.engine.instance(id))
    },
  ]

  private static func list(_ request: APIRequest, _ api: API) async throws -> Reply {
    var query = InstanceQuery(saga: request.query["saga"], key: request.query["key"], limit: try limit(request))
    if let word = request.query["status"] {
      guard let status = Status(rawValue: word) else {
        let known = Status.allCases.map { $0.rawValue }.joined(separator: ", ")
        throw Problem.invalid("status", "expected one of \(known)")
      }
      query.status = status
    }
    if let cursor = request.query["after"] {
      guard let number = Int64(cursor), number > 0 else {
        throw Problem.invalid("after", "expected the `next` of an earlier page")
      }
      query.before = InstanceID(number)
    }
    let page = try await api.engine.instances(query)
    var fields: HTTPFields = [:]
    if let next = page.next { fields.set("Link", link(to: next, request.query)) }
    return Reply(page.json, fields: fields)
  }

  private static func limit(_ request: APIRequest) throws(Problem) -> Int {
    guard let text = request.query["limit"] else { return Limits.pageDefault }
    guard let limit = Int(text), (1...Limits.pageMax).contains(limit) else {
      throw Problem.invalid("limit", "expected a number from 1 to \(Limits.pageMax)")
    }
    return limit
  }

  /// The next page's address: the same query from the cursor on.
  private static func link(to next: InstanceID, _ query: [String: String]) -> String {
    var query = query
    query["after"] = String(next.number)
    let pairs = query.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.queryEncoded)" }
    return "</v1/instances?\(pairs.joined(separator: "&"))>; rel=\"next\""
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
    let isNew = try await api.engine.cancel(id, reason: try reason(request), by: "api")
    return Reply(try await api.engine.instance(id), status: isNew ? .accepted : .ok)
  }

  private static func reason(_ request: APIRequest) throws(Problem) -> String {
    guard !request.body.isEmpty else { return "" }
    guard let object = try request.json().object else { throw Problem.invalid("", "expected an object") }
    for name in object.names where name != "reason" {
      throw Problem.invalid(name, "unknown field; known are: reason")
    }
    guard let reason = object["reason"] else { return "" }
    guard let text = reason.string else { throw Problem.invalid("reason", "expected string, found \(reason.kind)") }
    return text
  }
}
