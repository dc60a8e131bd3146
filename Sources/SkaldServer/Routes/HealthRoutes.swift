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
        return Reply(["status": "ready", "durability": .string(health.durability)])
      }
      return Reply(
        ["status": "unready", "reasons": .array(health.reasons.map { .string($0) })],
        status: .serviceUnavailable, fields: [.retryAfter: "1"])
    },
  ]
}
