internal import HTTPTypes
internal import SkaldEngine
internal import SkaldValue

/// Topics, their messages, and whoever takes them.
enum MessageRoutes {
  static let all = [
    Route(.get, "/v1/topics", for: .read) { _, api in Reply(try await api.engine.topics()) },
    Route(
      .get, "/v1/messages", for: .read,
      query: ["topic", "type", "key", "instance", "direction", "from", "until", "order", "limit", "after"]
    ) { request, api in
      let page = try await api.engine.messages(try query(request))
      return Reply(page, fields: request.pageFields(page, of: "/v1/messages"))
    },
    Route(.get, "/v1/messages/:id", for: .read) { request, api in
      Reply(try await api.engine.message(request.segment("id")))
    },
    Route(.get, "/v1/consumers", for: .read) { _, api in Reply(try await api.engine.consumers()) },
    Route(.get, "/v1/consumers/:name", for: .read, query: ["limit"]) { request, api in
      Reply(try await api.engine.consumer(request.segment("name"), limit: try request.limit()))
    },
  ]

  private static func query(_ request: APIRequest) throws(Problem) -> MessageQuery {
    var query = MessageQuery(topic: request.query["topic"], after: request.query["after"], limit: try request.limit())
    query.type = request.query["type"]
    query.key = request.query["key"]
    query.instance = request.query["instance"]
    if let word = request.query["direction"] {
      guard let direction = MessageQuery.Direction(rawValue: word) else {
        throw Problem.invalid("direction", "expected emitted or received")
      }
      query.direction = direction
    }
    switch request.query["order"] {
    case nil, "newest": query.isNewestFirst = true
    case "oldest": query.isNewestFirst = false
    default: throw Problem.invalid("order", "expected newest or oldest")
    }
    query.from = try time("from", request)
    query.until = try time("until", request)
    return query
  }

  private static func time(_ name: String, _ request: APIRequest) throws(Problem) -> Timestamp? {
    guard let text = request.query[name] else { return nil }
    guard let time = Timestamp(text: text) else {
      throw Problem.invalid(name, "expected a time such as 2026-11-27T12:00:00Z")
    }
    return time
  }
}

extension APIRequest {
  /// The header of a page: where the list goes on.
  func pageFields(_ page: JSON, of path: String) -> HTTPFields {
    var fields: HTTPFields = [:]
    if let next = page["next"]?.string { fields.set("Link", link(path, after: next)) }
    return fields
  }
}
