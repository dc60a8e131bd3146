import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue

extension Timestamp {
  static let noon = Timestamp(milliseconds: 1_800_000_000_000)
}

extension InstanceRow {
  /// A running instance.
  static func running(_ id: Int64, saga: String = "place-order", key: String? = nil) -> InstanceRow {
    InstanceRow(
      id: InstanceID(id), definition: DefinitionID(1), saga: saga, key: key, inputHash: -id, status: .running,
      isStuck: false, startedAt: .noon, updatedAt: .noon, rest: nil)
  }

  func with(_ status: Status) -> InstanceRow {
    var row = self
    row.status = status
    return row
  }
}

extension InstanceQuery {
  /// The query with another value in one place.
  func with<Value>(_ place: WritableKeyPath<InstanceQuery, Value>, _ value: Value) -> InstanceQuery {
    var query = self
    query[keyPath: place] = value
    return query
  }
}

extension JournalRow {
  /// The transition with which an instance begins.
  static func started(_ position: Int64, of instance: Int64, uid: String = "uid", emits: Int = 0) -> JournalRow {
    let start = Start(uid: uid, key: nil, input: ["orderId": 4711, "note": "grüße \u{0} \"quoted\""])
    return JournalRow(
      position: position, instance: InstanceID(instance), sequence: 1, event: SagaEvent(at: .noon, .started(start)),
      emitted: (0..<emits).map { .numbered($0) })
  }

  /// A transition without content.
  static func recovered(_ position: Int64, of instance: Int64, sequence: Int64, emits: Int = 0) -> JournalRow {
    JournalRow(
      position: position, instance: InstanceID(instance), sequence: sequence, event: SagaEvent(at: .noon, .recovered),
      emitted: (0..<emits).map { .numbered($0) })
  }
}

extension EmittedEvent {
  static func numbered(_ number: Int) -> EmittedEvent {
    EmittedEvent(
      name: "OrderMoved", topic: number == 0 ? "orders" : nil, key: number == 0 ? 4711 : nil,
      data: ["number": .int(Int64(number))])
  }
}

extension InboxRow {
  static func event(_ id: String, key: JSON = 4711, at: Timestamp = .noon, isParked: Bool = false) -> InboxRow {
    InboxRow(
      source: "shop", id: id, name: "Paid", key: key, data: ["id": .string(id)],
      attributes: JSONObject([("subject", "ring"), ("sampled", true), ("hops", 3)]), at: at,
      wait: isParked ? .instance : nil)
  }
}

extension CommitBatch {
  /// A batch at noon.
  static func of(_ fill: (inout CommitBatch) -> Void) -> CommitBatch {
    var batch = CommitBatch(time: .noon)
    fill(&batch)
    return batch
  }

  /// A batch with instances, each with its first transition.
  static func starting(_ ids: ClosedRange<Int64>) -> CommitBatch {
    .of { batch in
      batch.created = ids.map { .running($0, key: "order-\($0)") }
      batch.journal = ids.map { .started($0, of: $0) }
    }
  }
}

extension SagaProgram {
  /// A saga that ends at once.
  static func named(_ name: String, version: Int = 1, input: Schema = .any, deadline: Milliseconds? = nil) -> Self {
    SagaProgram(
      name: name, version: version, input: input, key: nil, startedBy: nil, entities: [], operations: [], events: [],
      steps: [], nodes: [Node(.finish)], entry: NodeID(0), outcome: Outcome(), output: nil,
      tuning: Tuning(deadline: deadline))
  }
}

extension Store {
  /// The ids of live instances.
  func live() throws -> [Int64] {
    var ids: [Int64] = []
    try forEachLive { ids.append($0.id.number) }
    guard try liveCount() == ids.count else {
      throw StoreError(code: .corrupt, message: "the live instances are not counted as they are listed")
    }
    return ids
  }
}
