package import SkaldValue

extension Bench {
  /// What was measured.
  package struct Figures: Sendable {
    let sagas: Int
    let duration: Duration
    /// The time from the request to the end, shortest first.
    let latencies: [Duration]
    let cpu: Duration
    let commits: Int
    let peakMemory: Int
    /// The durability that was in force.
    package let durability: String

    /// Sagas that ended in a second.
    package var sagasPerSecond: Double { Double(sagas) / (duration / .seconds(1)) }
    /// Microseconds of processor time for one saga, clients, handlers and relay included.
    package var cpuMicroseconds: Double { cpu / .microseconds(1) / Double(sagas) }
    /// Transactions for one saga; each is flushed once.
    package var flushesPerSaga: Double { Double(commits) / Double(sagas) }

    /// The figures as `skald bench` prints them.
    /// - Parameter limit: what a bare loop over the same store reaches, where that was measured.
    package func json(limit: Double?) -> JSON {
      var figures = JSONObject([
        ("sagas_per_s", Self.rounded(sagasPerSecond, 1)), ("p50_ms", milliseconds(0.5)), ("p99_ms", milliseconds(0.99)),
        ("cpu_us_per_saga", Self.rounded(cpuMicroseconds, 1)), ("flushes_per_saga", Self.rounded(flushesPerSaga, 3)),
        ("commits", .int(Int64(commits))), ("rss_mb", .int(Int64(peakMemory / 1_000_000))),
        ("durability", .string(durability)),
      ])
      if let limit { figures["limit_sagas_per_s"] = Self.rounded(limit, 1) }
      return .object(figures)
    }

    private func milliseconds(_ quantile: Double) -> JSON {
      guard !latencies.isEmpty else { return .null }
      let index = min(latencies.count - 1, Int(Double(latencies.count) * quantile))
      return Self.rounded(latencies[index] / .milliseconds(1), 3)
    }

    private static func rounded(_ value: Double, _ digits: Int) -> JSON {
      var scale = 1.0
      for _ in 0..<digits { scale *= 10 }
      return .double((value * scale).rounded() / scale)
    }
  }
}
