import SkaldCore
import SkaldRuntime
import SkaldValue

/// A store that takes nothing when a trial wants it so.
final class TrialStore: Store {
  private let store: any Store
  private let refuses: () -> Bool

  init(_ store: any Store, _ refuses: @escaping () -> Bool) {
    self.store = store
    self.refuses = refuses
  }

  func commit(_ batch: CommitBatch) throws(StoreError) {
    guard !refuses() else { throw StoreError(code: .full, message: "the disk is full") }
    try store.commit(batch)
  }

  func claim(at time: Timestamp) throws(StoreError) -> Claim { try store.claim(at: time) }
  func keep(_ program: SagaProgram) throws(StoreError) -> DefinitionID { try store.keep(program) }
  func drop(saga: String, version: Int) throws(StoreError) -> [DefinitionID] {
    try store.drop(saga: saga, version: version)
  }
  func find(saga: String, key: String) throws(StoreError) -> InstanceRow? { try store.find(saga: saga, key: key) }
  func endReading() { store.endReading() }
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
