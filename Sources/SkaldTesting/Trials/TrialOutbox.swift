import Logging
import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue

/// A store in memory with events to be published, and engines that do so, one after the other.
struct TrialOutbox: Sendable {
  static let saga = "trial"
  static let source = "/skald/\(saga)"

  private let database = MemoryDatabase()

  /// Events of all keys in turn, each in a transition of its own.
  init() throws {
    let store = MemoryStore(database)
    defer { store.close() }
    let time = Timestamp(milliseconds: 1_800_000_000_000)
    _ = try store.claim(at: time)
    var batch = CommitBatch(time: time)
    batch.created = [
      InstanceRow(
        id: InstanceID(1), definition: DefinitionID(1), saga: Self.saga, key: nil, inputHash: 0, status: .completed,
        isStuck: false, startedAt: time, updatedAt: time, rest: nil)
    ]
    batch.journal = Self.emitted.enumerated().map { index, event in
      JournalRow(
        position: Int64(index + 1), instance: InstanceID(1), sequence: Int64(index + 1),
        event: SagaEvent(at: time, .recovered), emitted: [event])
    }
    try store.commit(batch)
  }

  private static var emitted: [EmittedEvent] {
    (1...TrialEvent.perKey).flatMap { number in
      TrialEvent.keys.map { key in
        EmittedEvent(
          name: TrialEvent.name, topic: "trial", key: .string(key), data: TrialEvent.data(key, number))
      }
    }
  }

  /// The events as a relay would hand them over.
  static func events(saga: String) -> [OutboundEvent] {
    emitted.enumerated().map { index, event in
      OutboundEvent(
        place: .init(position: Int64(index + 1), index: 0), id: "trial-\(index + 1)", saga: saga, subject: nil,
        time: Timestamp(milliseconds: 1_800_000_000_000), event: event, orderingKey: event.key?.string ?? "")
    }
  }

  /// Publishes to a sink while something is done, and ends the process then.
  func publish(
    to sink: any Sink, onPoison: PoisonPolicy = .block,
    _ body: @escaping @Sendable (SagaEngine) async throws -> Void
  ) async throws {
    var options = SagaEngine.Options()
    options.onPoison = [sink.name: onPoison]
    options.shutdownGrace = Milliseconds(0)
    let engine = SagaEngine(
      [], store: StoreFactory { () throws(StoreError) in MemoryStore(database) }, handlers: Handlers(), sinks: [sink],
      options: options, logger: Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() })
    try await engine.running(body)
  }

  /// Waits until nothing is left to be sent; what failed is tried at once.
  func awaitEmpty(_ engine: SagaEngine) async throws {
    try await self.await(engine) { $0.isEmpty }
  }

  /// Waits until the keys of what is left to be sent are as they are wanted.
  func await(_ engine: SagaEngine, _ isWanted: ([String]) -> Bool) async throws {
    while true {
      let events = try await engine.outbox(OutboxQuery(limit: 500))["events"]?.array ?? []
      if isWanted(events.compactMap { $0["orderingKey"]?.string }) { return }
      for event in events where event["state"] == "blocked" {
        // It may have been taken in between.
        _ = try? await engine.retryDelivery(of: event["id"]?.string ?? "", by: "trial")
      }
      await Task.yield()
    }
  }

  /// The ids of the dead letters.
  func letters(_ engine: SagaEngine) async throws -> [String] {
    let letters = try await engine.deadLetters()["deadLetters"]?.array ?? []
    return letters.compactMap { $0["id"]?.string }
  }
}

extension SagaEngine {
  /// Runs while something is done, and ends in order.
  func running(_ body: @escaping @Sendable (SagaEngine) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.run() }
      do {
        try await body(self)
      } catch {
        stop()
        throw error
      }
      stop()
      try await group.waitForAll()
    }
  }
}
