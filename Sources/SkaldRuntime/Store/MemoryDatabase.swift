internal import SkaldCore
internal import SkaldValue
internal import Synchronization

/// What memory stores share: it outlives them as a file outlives a process, so that a test can restart an engine.
public final class MemoryDatabase: Sendable {
  private let contents: Mutex<MemoryContents>

  /// Makes an empty database; the nonce is a part of ids.
  public init(nonce: UInt32 = 1) { contents = Mutex(MemoryContents(nonce: nonce)) }

  /// Says that an older copy took the database's place.
  package func markRestored() { contents.withLock { $0.isRestored = true } }

  /// Reads or changes the contents.
  func access<T: Sendable>(_ body: (inout MemoryContents) throws(StoreError) -> T) throws(StoreError) -> T {
    try contents.withLock { contents throws(StoreError) in try body(&contents) }
  }
}

/// The tables, as plain values.
struct MemoryContents {
  /// A saga and a key in it.
  struct BusinessKey: Hashable {
    var saga: String
    var key: String
  }

  /// An event of the outside world.
  struct EventID: Hashable {
    var source: String
    var id: String

    init(source: String, id: String) {
      self.source = source
      self.id = id
    }

    init(_ row: InboxRow) { self.init(source: row.source, id: row.id) }
  }

  let nonce: UInt32
  let secret = CallbackTokens.drawSecret()
  var epoch: Int64 = 0
  var isClean = true
  var isRestored = false
  var lastTime: Timestamp?
  var nextInstance: Int64 = 1
  var nextPosition: Int64 = 1
  /// By id, from 1.
  var definitions: [(id: DefinitionID, program: SagaProgram)] = []
  var nextDefinition: Int64 = 1
  /// What instances followed before.
  var former: [InstanceID: [DefinitionID]] = [:]
  var instances: [InstanceID: InstanceRow] = [:]
  /// The labels of instances.
  var labels: [InstanceID: [Label]] = [:]
  /// What is left of archived instances.
  var archived: [InstanceID: InstanceRow] = [:]
  var keys: [BusinessKey: InstanceID] = [:]
  /// In the order of positions.
  var journal: [JournalRow] = []
  /// The indexes of an instance's rows in the journal.
  var histories: [InstanceID: [Int]] = [:]
  /// Open incidents, oldest first.
  var incidents: [IncidentRow] = []
  var nextIncident: Int64 = 1
  /// The audit log, oldest first.
  var audit: [AuditRow] = []
  /// When events were stored, parked or not.
  var seen: [EventID: Timestamp] = [:]
  /// Events that came in and are still seen, oldest first; whether they wait is in ``parked``.
  var received: [InboxEntry] = []
  var nextReceived: Int64 = 1
  /// Parked events, oldest first.
  var parked: [InboxRow] = []
  /// The instances of each hash, in the order of their ids.
  var correlations: [Int64: [InstanceID]] = [:]
  /// By their keys.
  var requests: [String: RequestRow] = [:]
  /// By their names.
  var schedules: [String: ScheduleRow] = [:]
  var cursors: [String: Int64] = [:]
  /// In order, by sink.
  var held: [String: [OutboundEvent.Place]] = [:]
  /// What was put aside, in order.
  var deadLetters: [DeadLetter] = []

  init(nonce: UInt32) { self.nonce = nonce }
}

extension MemoryContents {
  /// A version of a saga, once for each tuning.
  func definitions(of saga: String, version: Int) -> [(id: DefinitionID, program: SagaProgram)] {
    definitions.filter { $0.program.name == saga && $0.program.version == version }
  }

  /// Whether an instance follows a definition, or did.
  func isUsed(_ id: DefinitionID) -> Bool {
    instances.values.contains { $0.definition == id } || former.values.contains { $0.contains(id) }
  }

  /// Deletes whole ended instances; of those with a key the key stays.
  mutating func archive(_ ids: [InstanceID]) {
    let open = Set(incidents.compactMap(\.instance))
    let ended = Set(ids.filter { instances[$0]?.status.isTerminal == true && !open.contains($0) })
    guard !ended.isEmpty else { return }
    for id in ended {
      guard var row = instances.removeValue(forKey: id), row.key != nil else { continue }
      row.isStuck = false
      row.rest = nil
      row.code = nil
      archived[id] = row
    }
    for id in ended { (former[id], labels[id]) = (nil, nil) }
    let gone = deadLetters.isEmpty ? [] : Set(journal.filter { ended.contains($0.instance) }.map(\.position))
    deadLetters.removeAll { gone.contains($0.place.position) }
    journal.removeAll { ended.contains($0.instance) }
    histories = [:]
    for (index, row) in journal.enumerated() { histories[row.instance, default: []].append(index) }
  }

  /// Whether an instance fits a query.
  func matches(_ row: InstanceRow, _ query: InstanceQuery) -> Bool {
    query.matches(row) && query.labels.allSatisfy { $0.isMet(by: labels[row.id] ?? []) }
  }

  /// An instance's rows, oldest first.
  func history(of instance: InstanceID) -> [JournalRow] { (histories[instance] ?? []).map { journal[$0] } }

  /// A journal row as a relay sees it; nil where it has no events.
  func outboxRow(_ row: JournalRow) -> OutboxRow? {
    guard !row.emitted.isEmpty, let instance = instances[row.instance] else { return nil }
    return OutboxRow(
      position: row.position, instance: row.instance, saga: instance.saga, key: instance.key, at: row.event.at,
      events: row.emitted)
  }

  /// The index of the first journal row after a position.
  func journalIndex(after position: Int64) -> Int {
    var low = 0
    var high = journal.count
    while low < high {
      let middle = (low + high) / 2
      if journal[middle].position <= position { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
