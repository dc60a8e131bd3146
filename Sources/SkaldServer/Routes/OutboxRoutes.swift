internal import HTTPTypes
internal import SkaldEngine
internal import SkaldValue

/// What sinks did not acknowledge, and doing something about it.
enum OutboxRoutes {
  static let all = [
    Route(.get, "/v1/outbox", for: .read, query: ["sink", "state", "limit", "after"]) { request, api in
      try await list(request, api)
    },
    Route(.post, "/v1/outbox/:id/retry", for: .operate, query: ["sink"], body: .optional([.json])) { request, api in
      try await retry(request, api)
    },
    Route(.post, "/v1/outbox/:id/drop", for: .administer, query: ["sink"], body: .optional([.json])) { request, api in
      try await drop(request, api)
    },
  ]

  static func retry(_ request: APIRequest, _ api: API) async throws -> Reply {
    _ = try request.object(knowing: [])
    let id = request.segment("id")
    let sink = try await api.engine.retryDelivery(
      of: id, to: request.query["sink"], by: request.client.name)
    return Reply(["id": .string(id), "sink": .string(sink), "retried": true])
  }

  static func drop(_ request: APIRequest, _ api: API) async throws -> Reply {
    let reason = try request.object(knowing: ["reason"]).text("reason") ?? ""
    guard !reason.isEmpty else { throw Problem.invalid("reason", "say why: it stands in the history") }
    let id = request.segment("id")
    let sink = try await api.engine.dropDelivery(
      of: id, to: request.query["sink"], reason: reason, by: request.client.name)
    return Reply(["id": .string(id), "sink": .string(sink), "dropped": true])
  }

  private static func list(_ request: APIRequest, _ api: API) async throws -> Reply {
    var query = OutboxQuery(sink: request.query["sink"], after: request.query["after"], limit: try request.limit())
    if let word = request.query["state"] {
      guard let state = OutboxQuery.State(rawValue: word) else {
        let known = OutboxQuery.State.allCases.map { $0.rawValue }.joined(separator: ", ")
        throw Problem.invalid("state", "expected one of \(known)")
      }
      query.state = state
    }
    let page = try await api.engine.outbox(query)
    var fields: HTTPFields = [:]
    if let next = page["next"]?.string { fields.set("Link", request.link("/v1/outbox", after: next)) }
    return Reply(page, fields: fields)
  }
}
