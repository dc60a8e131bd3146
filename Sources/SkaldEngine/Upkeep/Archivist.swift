import Logging
import SkaldCore
package import SkaldRuntime
package import SkaldValue

/// Deletes whole instances that ended long ago, a few with each commit, once every sink has their events.
///
/// It reads beside the owner; the owner alone deletes. Where a file is wanted, a line is there and was read back before
/// the instance goes: after a crash in between the line comes once more.
package struct Archivist: Sendable {
  /// How fast it goes.
  package struct Pace: Sendable {
    /// How many instances are looked at with one read.
    package var stretch = 256
    /// How many are deleted with one commit: about two milliseconds of the owner's time.
    package var batch = 32
    /// How long the owner is left alone after that.
    package var pause = Milliseconds(20)
    /// How long after a pass the next begins.
    package var interval = Milliseconds.minutes(10)
    /// The pace beside an engine that works.
    package init() {}
  }

  /// Where instances are read.
  package let reader: any StoreReader
  /// The sinks that must have an instance's events before it may go.
  package let sinks: [String]
  /// How long instances are kept.
  package let retention: Retention
  /// How fast it goes.
  package let pace: Pace
  /// The time.
  package let now: @Sendable () -> Timestamp
  /// Waits so long; a test's does not.
  package let rest: @Sendable (Milliseconds) async -> Void
  /// Has instances deleted.
  package let remove: @Sendable ([InstanceID]) async throws(StoreError) -> Void

  private let shelf: DefinitionShelf

  /// Makes an archivist.
  package init(
    reader: any StoreReader, sinks: [String], retention: Retention, pace: Pace = Pace(),
    now: @escaping @Sendable () -> Timestamp, rest: @escaping @Sendable (Milliseconds) async -> Void,
    remove: @escaping @Sendable ([InstanceID]) async throws(StoreError) -> Void
  ) {
    self.reader = reader
    self.sinks = sinks
    self.retention = retention
    self.pace = pace
    self.now = now
    self.rest = rest
    self.remove = remove
    shelf = DefinitionShelf(reader)
  }

  /// One pass after the other, until the task is canceled.
  func run(_ logger: Logger) async {
    while !Task.isCancelled {
      await rest(pace.interval)
      guard !Task.isCancelled else { return }
      do throws(StoreError) {
        let count = try await pass()
        if count > 0 { logger.info("instances were archived", metadata: ["count": "\(count)"]) }
      } catch {
        // At the next pass it goes on where it was: nothing is lost but time.
        logger.error("instances cannot be archived", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Goes through all instances once.
  /// - Returns: how many were deleted.
  package func pass() async throws(StoreError) -> Int {
    let horizon = now() + Milliseconds(-retention.ended.count)
    let published = try Published(sinks, reader)
    var after = InstanceID(0)
    var count = 0
    while true {
      let stretch = try reader.ended(after: after, until: horizon, among: pace.stretch)
      for start in stride(from: 0, to: stretch.instances.count, by: pace.batch) {
        let batch = stretch.instances[start..<min(start + pace.batch, stretch.instances.count)]
        count += try await archive(batch, published)
        await rest(pace.pause)
      }
      guard let next = stretch.next, !Task.isCancelled else { return count }
      if stretch.instances.isEmpty { await rest(pace.pause) }
      after = next
    }
  }

  private func archive(_ rows: ArraySlice<InstanceRow>, _ published: Published) async throws(StoreError) -> Int {
    var gone: [InstanceID] = []
    var lines: [UInt8] = []
    let labels = retention.file == nil ? [:] : try reader.labels(of: rows.map(\.id))
    for row in rows {
      let journal = try reader.journal(of: row.id)
      guard published.has(journal) else { continue }
      gone.append(row.id)
      if retention.file != nil { lines += try line(row, journal, labels[row.id] ?? []) }
    }
    guard !gone.isEmpty else { return 0 }
    if let file = retention.file { try ArchiveFile(path: file).append(lines) }
    try await remove(gone)
    return gone.count
  }

  /// An instance as a line: as the API gives it, with its history.
  private func line(
    _ row: InstanceRow, _ journal: [JournalRow], _ labels: [Label]
  ) throws(StoreError) -> [UInt8] {
    let events = journal.map(\.event)
    let lineage = try shelf.lineage(events, following: row.definition)
    guard let definition = try shelf.definition(row.definition),
      let (fold, entries) = try? History.replay(lineage, events)
    else { throw StoreError(code: .corrupt, message: "the journal of instance \(row.id.number) cannot be read") }
    var snapshot = fold.state.snapshot(fold.program, definition: definition.hash).object ?? JSONObject()
    snapshot["labels"] = labels.json
    let line = JSON.object(JSONObject([("instance", .object(snapshot)), ("history", .array(entries.map(\.json)))]))
    return line.utf8 + [UInt8(ascii: "\n")]
  }
}

/// Which events every sink has.
private struct Published {
  private var until = Int64.max
  private var held: Set<Int64> = []

  /// Cursors first: an event that is put back later lies behind none of those read here.
  init(_ sinks: [String], _ reader: any StoreReader) throws(StoreError) {
    for sink in sinks { until = min(until, try reader.cursor(sink: sink)) }
    for sink in sinks {
      held.formUnion(try reader.held(sink: sink).map(\.position))
      held.formUnion(try reader.deadLetters(DeadLetterQuery(sink: sink, limit: .max)).map(\.place.position))
    }
  }

  func has(_ journal: [JournalRow]) -> Bool {
    journal.allSatisfy { $0.emitted.isEmpty || $0.position <= until && !held.contains($0.position) }
  }
}
