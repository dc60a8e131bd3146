internal import SkaldCore
package import SkaldRuntime
internal import SkaldValue

/// What SQLite alone can do: the rows of four-step sagas, without an engine. The benchmark's yardstick.
///
/// A saga is an instance row, five transitions and the update at its end; a transaction holds transitions of 64
/// different sagas, as the engine's group commit does with 64 in flight.
package struct BareLoop {
  /// How many transitions share a transaction.
  package static let batch = 64
  /// A four-step saga: its start, then the answers of four calls.
  package static let transitions = 5

  private let store: SQLiteStore
  private let session: Session
  private let event: [UInt8]
  private let emitted: [UInt8]?

  /// What was measured.
  package struct Measurement: Sendable {
    /// How many sagas were written.
    package var sagas: Int
    /// How many transactions that took.
    package var commits: Int
    /// How long it took.
    package var duration: Duration
    /// Sagas per second.
    package var sagasPerSecond: Double { Double(sagas) / (duration / .seconds(1)) }
  }

  /// Opens a new file as the store does.
  /// - Parameters:
  ///   - eventSize: bytes of what happened, in each transition.
  ///   - emittedSize: bytes of the events that go out, in each transition; 0 for none.
  package init(path: String, eventSize: Int, emittedSize: Int) throws(StoreError) {
    store = SQLiteStore(path: path)
    _ = try store.claim(at: Timestamp(milliseconds: 0))
    session = try store.claimed()
    event = [UInt8](repeating: UInt8(ascii: "x"), count: eventSize)
    emitted = emittedSize == 0 ? nil : [UInt8](repeating: UInt8(ascii: "x"), count: emittedSize)
  }

  /// Writes sagas, rounded up to whole batches.
  package func run(sagas: Int) throws(StoreError) -> Measurement {
    let clock = ContinuousClock()
    let start = clock.now
    let groups = (sagas + Self.batch - 1) / Self.batch
    for _ in 0..<groups {
      let first = session.counters.nextInstance
      for step in 0..<Self.transitions { try write(step: step, from: first) }
    }
    return Measurement(
      sagas: groups * Self.batch, commits: groups * Self.transitions, duration: clock.now - start)
  }

  /// One transition of each saga of a group.
  private func write(step: Int, from first: Int64) throws(StoreError) {
    try session.transaction { () throws(StoreError) in
      var counters = session.counters
      for id in first..<first + Int64(Self.batch) {
        if step == 0 { try insert(id) }
        if step == Self.transitions - 1 { try end(id) }
        let row = JournalColumns.Stored(
          position: counters.nextPosition, instance: id, sequence: Int64(step) + 1, at: counters.lastTime, event: event,
          emitted: emitted)
        // To compute checksums is the store's work, not that of SQLite.
        try row.insert(with: session.insertJournal, checksum: Int64(UInt32.max))
        counters.nextPosition += 1
      }
      counters.nextInstance = first + Int64(Self.batch)
      try session.write(counters)
      session.counters = counters
    }
  }

  private func insert(_ id: Int64) throws(StoreError) {
    InstanceColumns.bindInsert(row(id, .running), to: session.insertInstance)
    try session.insertInstance.run()
  }

  private func end(_ id: Int64) throws(StoreError) {
    InstanceColumns.bindUpdate(row(id, .completed), to: session.updateInstance)
    try session.updateInstance.run()
  }

  private func row(_ id: Int64, _ status: Status) -> InstanceRow {
    InstanceRow(
      id: InstanceID(id), definition: DefinitionID(1), saga: "place-order", key: "order-\(id)", inputHash: id,
      status: status, isStuck: false, startedAt: Timestamp(milliseconds: id), updatedAt: Timestamp(milliseconds: id),
      rest: nil)
  }
}
