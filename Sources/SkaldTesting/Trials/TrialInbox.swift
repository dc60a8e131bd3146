import JSONSchema
import Logging
import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue
import Synchronization

/// A store in memory, and engines in which each event of a trial begins an instance, one after the other.
final class TrialInbox: Sendable {
  private let database = MemoryDatabase()
  /// Whether the store takes nothing.
  let refusesCommits = Atomic(false)

  private static let program: SagaProgram = {
    let data = Schema.object(
      ObjectSchema(fields: [.init(name: "key", schema: .string), .init(name: "number", schema: .int)], isClosed: false))
    return SagaProgram(
      name: "trial", version: 1, input: data, key: nil, startedBy: EventTypeID(0), entities: [], operations: [],
      events: [EventType(name: TrialEvent.name, topic: "trial", key: "key", data: data)], steps: [],
      nodes: [Node(.finish)], entry: NodeID(0), outcome: Outcome(), output: nil, tuning: Tuning(deadline: nil))
  }()

  /// Events of all keys in turn.
  func events(from source: String) -> [TrialEvent] {
    (1...TrialEvent.perKey).flatMap { number in
      TrialEvent.keys.map { key in
        TrialEvent(
          id: "\(key)-\(number)", source: source, type: TrialEvent.name, data: TrialEvent.data(key, number))
      }
    }
  }

  /// Opens a source before an engine while something is done, and ends the process then.
  func take(
    _ open: @escaping SourceTrial.Open,
    _ body: @escaping @Sendable (@escaping SourceTrial.Deliver) async throws -> Void
  ) async throws {
    let engine = SagaEngine(
      [Self.program],
      store: StoreFactory { () throws(StoreError) in
        TrialStore(MemoryStore(self.database)) { self.refusesCommits.load(ordering: .sequentiallyConsistent) }
      },
      handlers: Handlers(), logger: Logger(label: "trial") { _ in SwiftLogNoOpLogHandler() })
    try await engine.running { engine in try await open(engine, body) }
  }

  /// Whether events are acknowledged.
  static func isAcknowledged(_ events: [TrialEvent], _ deliver: SourceTrial.Deliver) async -> Bool {
    do {
      try await deliver(events)
      return true
    } catch {
      return false
    }
  }

  /// Demands that the store has these events.
  func demandKept(_ events: [TrialEvent]) throws {
    let kept = try MemoryReader(database).inbox(.after(0), limit: 100).map(\.row.id)
    guard events.allSatisfy({ kept.contains($0.id) }) else {
      throw TrialFault(
        description: "expected \(events.map(\.id)) in the store once they are acknowledged, found \(kept)")
    }
  }

  /// Demands that each event was taken once, those of a key in their order.
  func demand(_ events: [TrialEvent]) async throws {
    let reader = MemoryReader(database)
    let rows = try reader.instances(InstanceQuery(limit: 1000))
    var inputs: [JSON] = []
    for row in rows.reversed() {
      guard case .started(let start)? = try reader.journal(of: row.id).first?.event.kind else { continue }
      inputs.append(start.input)
    }
    for key in TrialEvent.keys {
      let numbers = inputs.filter { $0["key"]?.string == key }.compactMap { $0["number"]?.int }
      guard numbers == (1...TrialEvent.perKey).map({ Int64($0) }) else {
        let expected = "the events 1 to \(TrialEvent.perKey) of the key \(key), each once and in order"
        throw TrialFault(description: "expected \(expected), found \(numbers)")
      }
    }
    guard inputs.count == events.count else {
      throw TrialFault(description: "expected \(events.count) events to be taken, found \(inputs.count)")
    }
  }
}
