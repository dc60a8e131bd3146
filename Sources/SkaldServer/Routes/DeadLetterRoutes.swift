internal import HTTPTypes
internal import SkaldEngine
internal import SkaldValue

/// Events that sinks did not take and that were put aside, and doing something about them.
enum DeadLetterRoutes {
  static let all = [
    Route(.get, "/v1/dead-letters", for: .read, query: ["sink", "limit", "after"]) { request, api in
      let page = try await api.engine.deadLetters(
        sink: request.query["sink"], after: request.query["after"], limit: try request.limit())
      return Reply(page, fields: request.pageFields(page, of: "/v1/dead-letters"))
    },
    Route(.get, "/v1/dead-letters/:id", for: .read, query: ["sink"]) { request, api in
      Reply(try await api.engine.deadLetter(request.segment("id"), sink: request.query["sink"]))
    },
    Route(
      .post, "/v1/dead-letters/:id/retry", for: .operate, query: ["sink"], body: .optional([.json])
    ) { request, api in try await OutboxRoutes.retry(request, api) },
    Route(
      .post, "/v1/dead-letters/:id/drop", for: .administer, query: ["sink"], body: .optional([.json])
    ) { request, api in try await OutboxRoutes.drop(request, api) },
  ]
}
