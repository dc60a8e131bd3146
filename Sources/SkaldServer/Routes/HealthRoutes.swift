internal import HTTPTypes
internal import SkaldEngine
internal import SkaldValue

/// Whether the daemon lives, and whether it can take requests.
enum HealthRoutes {
  static let all = [
    Route(.get, "/livez", for: .open) { _, _ in Reply(["status": "alive"]) },
    Route(.get, "/readyz", for: .open) { request, api in
      ready(api.engine.health, isKnown: request.client.role != nil)
    },
    Route(.get, "/openapi.json", for: .open) { _, api in
      Reply(api.access.asksForTokens ? OpenAPIDocument.guarded : OpenAPIDocument.json)
    },
    Route(.get, "/metrics", for: .read) { _, api in
      let text = MetricsText(try await api.engine.sample(), health: api.engine.health)
      return Reply(text: text.bytes, type: "text/plain; version=0.0.4; charset=utf-8")
    },
    Route(.post, "/v1/clock/confirm", for: .operate, body: .optional([.json])) { request, api in
      _ = try request.object(knowing: [])
      try await api.engine.confirmClock(by: request.client.name)
      return Reply(["confirmed": true])
    },
  ]

  /// Whether requests are taken; why not, and what to watch, is no business of strangers.
  private static func ready(_ health: EngineHealth, isKnown: Bool) -> Reply {
    guard !health.isReady else {
      return Reply([
        "status": "ready", "durability": .string(health.durability),
        "warnings": .array(isKnown ? health.warnings.map { .string($0) } : []),
      ])
    }
    return Reply(
      ["status": "unready", "reasons": .array(isKnown ? health.reasons.map { .string($0) } : [])],
      status: .serviceUnavailable, fields: [.retryAfter: "1"])
  }
}
