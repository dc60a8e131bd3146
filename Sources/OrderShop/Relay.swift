import Logging
import ServiceLifecycle
import SkaldValue

/// Sends the events of an outbox until each one is acknowledged; in order for each order.
struct Relay: Service {
  /// The first wait after a failure, and the longest one.
  static let waits = (first: Duration.milliseconds(100), longest: Duration.seconds(2))

  let outbox: Outbox
  let engine: EngineClient
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown { await relay() }
  }

  private func relay() async {
    var signals = outbox.signals.makeAsyncIterator()
    var wait = Self.waits.first
    while !Task.isCancelled {
      switch await pass() {
      case .empty:
        wait = Self.waits.first
        guard await signals.next() != nil else { return }
      case .sent: wait = Self.waits.first
      case .stuck:
        guard (try? await Task.sleep(for: wait)) != nil else { return }
        wait = min(wait * 2, Self.waits.longest)
      }
    }
  }

  private enum Pass { case empty, sent, stuck }

  private func pass() async -> Pass {
    do {
      let pending = try await outbox.pending()
      guard !pending.isEmpty else { return .empty }
      var sent: [Outbox.Entry] = []
      var blocked: Set<Int64> = []
      for entry in pending where !blocked.contains(entry.orderId) {
        switch await engine.publish(entry.event) {
        case .acknowledged: sent.append(entry)
        case .refused(let status):
          logger.error("event refused", metadata: ["order.id": "\(entry.orderId)", "http.status": "\(status)"])
          blocked.insert(entry.orderId)
        case .unreachable:
          try await outbox.remove(sent)
          return .stuck
        }
      }
      try await outbox.remove(sent)
      return sent.isEmpty ? .stuck : .sent
    } catch {
      logger.error("outbox failed", metadata: ["error": "\(error)"])
      return .stuck
    }
  }
}
