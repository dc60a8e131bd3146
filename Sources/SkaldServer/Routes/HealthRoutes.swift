internal import HTTPTypes
internal import SkaldEngine
internal import SkaldValue

/// Whether the daemon lives, and whether it can take requests.
enum HealthRoutes {
  static let all = [
    Route(.get, "/livez") { _, _ in Reply(["status": "alive"]) },
    Route(.get, "/readyz") { _, api in
      let health = api.engine.health
      guard !health.isReady else {
        return Reply([
          "status": "ready", "durability": .string(health.durability),
          "warnings": .array(health.warnings.map { .string($0) }),
        ])
      }
      return Reply(
        ["status": "unready", "reasons": .array(health.reasons.map { .string($0) })],
        status: .serviceUnavailable, fields: [.retryAfter: "1"])
    },
    Route(.get, "/openapi.json") { _, _ in Reply(OpenAPIDocument.json) },
    Route(.get, "/metrics") { _, api in
      let text = MetricsText(try await api.engine.sample(), health: api.engine.health)
      return Reply(text: text.bytes, type: "text/plain; version=0.0.4; charset=utf-8")
    },
    Route(.post, "/v1/clock/confirm", body: .optional([.json])) { request, api in
      _ = try request.object(knowing: [])
      try await api.engine.confirmClock()
      return Reply(["confirmed": true])
    },
  ]
}
