import SkaldCore
import SkaldRuntime
import SkaldValue

/// A store whose commits fail when a test wants them to.
final class FlakyStore: Store {
  private var store: any Store
  /// How many commits fail from now on.
  var failuresLeft = 0
  /// One of how many commits fails; nil for none.
  var failsEvery: Int?
  private var tries = 0
  /// How many rows of instances were written.
  private(set) var rowsCreated = 0
  private(set) var rowsUpdated = 0
  /// Whether look-ups were made and neither a commit nor the end of reading has followed.
  private(set) var sharesReading = false
  /// After how many commits the process is as good as killed; nil for never.
  var commitsLeft: Int?
  /// Called right before and right after a commit.
  var aroundCommit: () -> Void = {}

  init(_ store: any Store) { self.store = store }

  /// Lets the database go without closing it, as a killed process does.
  func letGo() { store = MemoryStore() }

  func commit(_ batch: CommitBatch) throws(StoreError) {
    tries += 1
    if let failsEvery, tries.isMultiple(of: failsEvery) {
      throw StoreError(code: .io, message: "the disk does not answer")
    }
    if failuresLeft > 0 {
      failuresLeft -= 1
      throw StoreError(code: .full, message: "the disk is full")
    }
    if let commitsLeft {
      guard commitsLeft > 0 else { throw StoreError(code: .io, message: "the process was killed") }
      self.commitsLeft = commitsLeft - 1
    }
    aroundCommit()
    try store.commit(batch)
    sharesReading = false
    aroundCommit()
    rowsCreated += batch.created.count
    rowsUpdated += batch.updated.count
  }

  func claim(at time: Timestamp) throws(StoreError) -> Claim { try store.claim(at: time) }
  func keep(_ program: SagaProgram) throws(StoreError) -> DefinitionID { try store.keep(program) }
  func drop(saga: String, version: Int) throws(StoreError) -> [DefinitionID] {
    try store.drop(saga: saga, version: version)
  }
  func find(saga: String, key: String) throws(StoreError) -> InstanceRow? {
    sharesReading = true
    return try store.find(saga: saga, key: key)
  }
  func endReading() {
    sharesReading = false
    store.endReading()
  }
  func hasSeen(source: String, id: String) throws(StoreError) -> Bool { try store.hasSeen(source: source, id: id) }
  func parked(event: String, key: JSON) throws(StoreError) -> [InboxRow] { try store.parked(event: event, key: key) }
  func correlated(under hash: Int64) throws(StoreError) -> [InstanceID] { try store.correlated(under: hash) }
  func keptStarts() throws(StoreError) -> [InboxRow] { try store.keptStarts() }
  func journal(of instance: InstanceID) throws(StoreError) -> [JournalRow] { try store.journal(of: instance) }
  func liveCount() throws(StoreError) -> Int { try store.liveCount() }
  func forEachLive(_ body: (InstanceRow) -> Void) throws(StoreError) { try store.forEachLive(body) }
  func reader() throws(StoreError) -> any StoreReader { try store.reader() }
  func tables() throws(StoreError) -> (any StoreTables)? { try store.tables() }
  func close() { store.close() }
}
