public import SkaldCore
public import SkaldValue

/// The store in memory: what a store must do, in its plainest form, for tests and rehearsals.
///
/// There is no process to hold a ``MemoryDatabase``: whoever claims it last has it, and every commit of an earlier
/// owner is refused, as that of a process which lost its database would be.
public final class MemoryStore: Store {
  private let database: MemoryDatabase
  private var epoch: Int64 = 0
  /// How many batches were committed.
  package private(set) var commits = 0

  /// Makes a store over a database; the same one again is a restart.
  public init(_ database: MemoryDatabase = MemoryDatabase()) { self.database = database }

  /// Takes the database, raises its epoch and tells what it holds.
  public func claim(at time: Timestamp) throws(StoreError) -> Claim {
    let claim = try database.access { contents throws(StoreError) in
      let wasClean = contents.isClean
      contents.epoch += 1
      contents.isClean = false
      return Claim(
        epoch: contents.epoch, nonce: contents.nonce, secret: contents.secret, nextInstance: contents.nextInstance,
        nextPosition: contents.nextPosition, lastTime: contents.lastTime ?? time, wasUnclean: !wasClean,
        isRestored: contents.isRestored, parkedCount: contents.parked.count, durability: "memory")
    }
    epoch = claim.epoch
    return claim
  }

  /// Takes over a batch, wholly or not at all.
  public func commit(_ batch: CommitBatch) throws(StoreError) {
    guard !batch.isEmpty else { return }
    try owned { contents throws(StoreError) in try contents.commit(batch) }
    commits += 1
  }

  /// Keeps a definition and gives its id.
  public func keep(_ program: SagaProgram) throws(StoreError) -> DefinitionID {
    try owned { contents throws(StoreError) in
      let known = contents.definitions(of: program.name, version: program.version)
      guard known.allSatisfy({ $0.program.hash == program.hash }) else { throw StoreError.conflict(of: program) }
      if let stored = known.first(where: { $0.program == program }) { return stored.id }
      let id = DefinitionID(contents.nextDefinition)
      contents.nextDefinition += 1
      contents.definitions.append((id, program))
      return id
    }
  }

  /// Forgets a version of a saga.
  public func drop(saga: String, version: Int) throws(StoreError) -> [DefinitionID] {
    try owned { contents throws(StoreError) in
      let ids = contents.definitions(of: saga, version: version).map(\.id)
      guard !ids.contains(where: { contents.isUsed($0) }) else { throw StoreError.inUse(saga, version: version) }
      contents.definitions.removeAll { ids.contains($0.id) }
      return ids
    }
  }

  /// Finds an instance by its definition's name and its key, also one that was archived.
  public func find(saga: String, key: String) throws(StoreError) -> InstanceRow? {
    try owned { contents throws(StoreError) in
      contents.keys[.init(saga: saga, key: key)].flatMap { contents.instances[$0] ?? contents.archived[$0] }
    }
  }

  /// Nothing is kept open here.
  public func endReading() {}

  /// Whether an event of that id was seen from that source.
  public func hasSeen(source: String, id: String) throws(StoreError) -> Bool {
    try owned { contents throws(StoreError) in contents.seen[.init(source: source, id: id)] != nil }
  }

  /// Events of a type with a value of their key field that wait for an instance, oldest first.
  public func parked(event: String, key: JSON) throws(StoreError) -> [InboxRow] {
    try owned { contents throws(StoreError) in
      contents.parked.filter { $0.wait == .instance && $0.name == event && $0.key == key }
    }
  }

  /// The live instances that were correlated under a hash, in the order of their ids.
  public func correlated(under hash: Int64) throws(StoreError) -> [InstanceID] {
    try owned { contents throws(StoreError) in contents.correlations[hash] ?? [] }
  }

  /// Events that wait to start a saga once an entity is free, oldest first.
  public func keptStarts() throws(StoreError) -> [InboxRow] {
    try owned { contents throws(StoreError) in contents.parked.filter { $0.wait == .lock } }
  }

  /// The journal of an instance, oldest first.
  public func journal(of instance: InstanceID) throws(StoreError) -> [JournalRow] {
    try owned { contents throws(StoreError) in contents.history(of: instance) }
  }

  /// Every live instance, in the order of their ids.
  public func forEachLive(_ body: (InstanceRow) -> Void) throws(StoreError) {
    let live = try owned { contents throws(StoreError) in
      contents.instances.values.filter { !$0.status.isTerminal }.sorted { $0.id < $1.id }
    }
    for row in live { body(row) }
  }

  /// How many live instances there are.
  public func liveCount() throws(StoreError) -> Int {
    try owned { contents throws(StoreError) in contents.instances.values.count { !$0.status.isTerminal } }
  }

  /// A view of the database.
  public func reader() throws(StoreError) -> any StoreReader { MemoryReader(database) }

  /// Ends cleanly.
  public func close() {
    // An owner that was superseded has nothing to give back.
    try? owned { contents throws(StoreError) in contents.isClean = true }
    epoch = 0
  }

  /// Uses the contents as their owner.
  private func owned<T: Sendable>(_ body: (inout MemoryContents) throws(StoreError) -> T) throws(StoreError) -> T {
    let epoch = epoch
    guard epoch > 0 else { throw StoreError(code: .io, message: "the database is not claimed") }
    return try database.access { contents throws(StoreError) in
      guard contents.epoch == epoch else {
        throw StoreError(code: .held, message: "the database was taken over by another owner")
      }
      return try body(&contents)
    }
  }
}
