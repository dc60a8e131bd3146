import SkaldCore
import SkaldRuntime
import SkaldSQLite
import SkaldValue

/// Holds the store against what it promises of disks: what was committed is there, wholly, whatever became of the machine.
///
/// It commits instances with transitions, events and a cursor, until a fault strikes at a random operation of the disk;
/// opens the file again, and compares.
package struct DiskTrial: Sendable {
  /// What befalls the disk.
  package enum Fault: String, Sendable, CaseIterable {
    /// The power fails in the middle of an operation.
    case powerCut
    /// One operation fails.
    case oneError
    /// From one operation on all fail, until the process is restarted.
    case errors
    /// There is no more space.
    case full
  }

  /// What was seen.
  package struct Counts: Sendable, Hashable {
    /// How often the process ended.
    package var restarts = 0
    /// Batches that were committed, as the store said.
    package var acknowledged = 0
    /// Batches that the store refused.
    package var refused = 0
    /// Batches that are there although their commit failed: that is allowed.
    package var unacknowledged = 0
    /// Batches of which the store said that they were committed, and that are gone.
    package var lost = 0
    /// Batches of which a part is there.
    package var partial = 0
    /// Times when the file could not be read, or contradicted itself.
    package var corrupt = 0
    /// What the disk saw.
    package var disk = FaultyDisk.Counts()

    /// Whether everything is as promised.
    package var isFine: Bool { lost == 0 && partial == 0 && corrupt == 0 }

    /// Nothing seen.
    package init() {}

    /// Adds what another trial saw.
    package mutating func add(_ other: Counts) {
      restarts += other.restarts
      acknowledged += other.acknowledged
      refused += other.refused
      unacknowledged += other.unacknowledged
      lost += other.lost
      partial += other.partial
      corrupt += other.corrupt
      disk.operations += other.disk.operations
      disk.flushes += other.disk.flushes
      disk.errors += other.disk.errors
      disk.full += other.disk.full
      disk.lost += other.disk.lost
      disk.torn += other.disk.torn
    }
  }

  /// How many batches a process commits at most before it ends.
  private static let batchesMax = 25
  /// How many operations of the disk go well at most.
  private static let operationsMax = 160

  let fault: Fault
  /// Whether every commit is flushed; otherwise the trial must fail.
  let isFlushed: Bool
  /// Whether flushes do what they say; otherwise the trial must fail.
  let isHonest: Bool

  /// Prepares a trial.
  package init(_ fault: Fault, isFlushed: Bool = true, isHonest: Bool = true) {
    self.fault = fault
    self.isFlushed = isFlushed
    self.isHonest = isHonest
  }

  /// Runs a seed.
  /// - Parameter restarts: How often the process ends.
  package func run(seed: UInt64, restarts: Int = 8) -> Counts {
    guard let disk = FaultyDisk(seed: seed) else { return Counts() }
    if !isHonest { disk.lieAboutFlushes() }
    var course = DiskCourse(trial: self, disk: disk, random: Randomness(seed: seed ^ 0x5EED))
    for _ in 0..<restarts {
      course.commitUntilFault(batchesMax: Self.batchesMax, operationsMax: Self.operationsMax)
      course.restart()
      guard course.compare() else { break }
    }
    course.counts.disk = disk.counts
    return course.counts
  }
}

/// One run of a trial.
private struct DiskCourse {
  let trial: DiskTrial
  let disk: FaultyDisk
  var random: Randomness
  var counts = DiskTrial.Counts()
  /// The last batch that the store took.
  private var acknowledged: Int64 = 0
  /// The last batch that was given to it.
  private var attempted: Int64 = 0

  init(trial: DiskTrial, disk: FaultyDisk, random: Randomness) {
    self.trial = trial
    self.disk = disk
    self.random = random
  }

  mutating func commitUntilFault(batchesMax: Int, operationsMax: Int) {
    let store = disk.store(isFlushed: trial.isFlushed)
    // A fault may strike while the file is opened, too.
    let isEarly = random.strikes(oneIn: 4)
    if isEarly { arm(operationsMax) }
    do throws(StoreError) {
      _ = try store.claim(at: VirtualTime.start)
    } catch {
      counts.refused += 1
      return
    }
    if !isEarly { arm(operationsMax) }
    for _ in 0..<batchesMax {
      let number = acknowledged + 1
      attempted = max(attempted, number)
      do throws(StoreError) {
        try store.commit(Self.batch(number))
        acknowledged = number
        counts.acknowledged += 1
      } catch {
        counts.refused += 1
        guard trial.fault == .oneError || trial.fault == .full else { return }
        // Somebody makes room, now and then.
        if trial.fault == .full, random.strikes(oneIn: 2) { disk.limit(to: nil) }
      }
    }
  }

  private mutating func arm(_ operationsMax: Int) {
    let count = random.number(below: operationsMax)
    switch trial.fault {
    case .powerCut: disk.fail([.writes, .flushes], after: count, forever: true)
    case .oneError: disk.fail(.all, after: count)
    case .errors: disk.fail(.all, after: count, forever: true)
    case .full: disk.limit(to: disk.used + random.number(below: 200_000))
    }
  }

  mutating func restart() {
    disk.failNoMore()
    disk.limit(to: nil)
    counts.restarts += 1
    if trial.fault == .powerCut {
      let survivals = FaultyDisk.Survival.allCases
      disk.cutPower(survivals[random.number(below: survivals.count)])
    } else {
      disk.killProcess()
    }
  }

  /// Compares what is there with what was acknowledged.
  /// - Returns: whether the trial can go on.
  mutating func compare() -> Bool {
    let store = disk.store(isFlushed: trial.isFlushed)
    defer { store.close() }
    do throws(StoreError) {
      _ = try store.claim(at: VirtualTime.start)
      let reader = try store.reader()
      guard let inspection = reader as? any StoreInspection, try inspection.faults().isEmpty else {
        counts.corrupt += 1
        return false
      }
      return try compare(store, reader)
    } catch {
      counts.corrupt += 1
      return false
    }
  }

  private mutating func compare(_ store: any Store, _ reader: any StoreReader) throws(StoreError) -> Bool {
    var last: Int64 = 0
    for number in stride(from: 1, through: attempted, by: 1) {
      let id = InstanceID(number)
      let parts = [
        try reader.instance(id) != nil, try store.journal(of: id).count == 2,
        try store.hasSeen(source: "trial", id: "\(number)"),
      ]
      if parts.allSatisfy({ $0 }) {
        last = number
      } else if parts.contains(true) {
        counts.partial += 1
        return false
      } else {
        break
      }
    }
    if last < acknowledged {
      counts.lost += 1
      return false
    }
    if try reader.cursor(sink: "trial") != last * 2 {
      counts.partial += 1
      return false
    }
    counts.unacknowledged += Int(last - acknowledged)
    acknowledged = last
    return true
  }

  /// A batch of an instance that begins, goes on, and hears of an event.
  private static func batch(_ number: Int64) -> CommitBatch {
    let time = VirtualTime.start + Milliseconds(number)
    let id = InstanceID(number)
    var batch = CommitBatch(time: time)
    batch.created = [
      InstanceRow(
        id: id, definition: .init(1), saga: "trial", key: "key-\(number)", inputHash: number, status: .running,
        isStuck: false, startedAt: time, updatedAt: time, rest: nil)
    ]
    batch.journal = [
      JournalRow(
        position: number * 2 - 1, instance: id, sequence: 1,
        event: .init(
          at: time, .started(.init(uid: "\(number)", key: "key-\(number)", input: ["number": .int(number)]))),
        emitted: [.init(name: "trial.begun.v1", topic: nil, key: .int(number), data: ["number": .int(number)])]),
      JournalRow(
        position: number * 2, instance: id, sequence: 2, event: .init(at: time, .recovered), emitted: []),
    ]
    batch.inbox = [
      InboxRow(
        source: "trial", id: "\(number)", name: "trial.heard.v1", key: .int(number), data: .null, at: time, wait: nil)
    ]
    batch.cursors = [("trial", number * 2)]
    return batch
  }
}
