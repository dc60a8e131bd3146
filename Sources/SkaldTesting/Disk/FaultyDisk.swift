internal import CFaultVFS
package import SkaldSQLite

/// A disk in memory whose faults are drawn from a seed: the store's own code runs on it as on any other.
///
/// It and the stores on it belong to one thread at a time.
@safe
package final class FaultyDisk {
  /// What a power cut leaves of the writes that were not flushed.
  package enum Survival: Sendable, CaseIterable {
    /// None.
    case none
    /// All: the cut came late.
    case all
    /// Each with a chance of one half.
    case some
    /// Those before a random one, and some sectors of that one.
    case tornPrefix
  }

  /// What operations an error may strike.
  package struct Operations: OptionSet, Sendable {
    /// The bits, as the disk counts them.
    package let rawValue: Int32
    /// Takes bits.
    package init(rawValue: Int32) { self.rawValue = rawValue }
    /// Reading.
    package static let reads = Operations(rawValue: Int32(SKALD_READ.rawValue))
    /// Writing and truncating.
    package static let writes = Operations(rawValue: Int32(SKALD_WRITE.rawValue))
    /// Flushing.
    package static let flushes = Operations(rawValue: Int32(SKALD_SYNC.rawValue))
    /// All of them.
    package static let all: Operations = [.reads, .writes, .flushes]
  }

  /// What the disk has seen.
  package struct Counts: Sendable, Hashable {
    /// Reads, writes, truncations and flushes.
    package var operations = 0
    /// Flushes.
    package var flushes = 0
    /// Operations that failed where they were told to.
    package var errors = 0
    /// Writes that found no space.
    package var full = 0
    /// Writes that a power cut took.
    package var lost = 0
    /// Writes of which it left a part.
    package var torn = 0
  }

  private let disk: OpaquePointer
  /// By what name SQLite knows it.
  package let name: String

  /// Makes an empty disk; nil where there is no memory for it.
  package init?(seed: UInt64) {
    guard let disk = unsafe skald_disk_create(seed) else { return nil }
    unsafe self.disk = disk
    name = unsafe String(cString: skald_disk_name(disk))
  }

  deinit { unsafe skald_disk_destroy(disk) }

  /// A store on this disk; the same name again is the same file.
  /// - Parameter isFlushed: Whether every commit is flushed, as the engine promises.
  package func store(_ file: String = "skald.db", isFlushed: Bool = true) -> SQLiteStore {
    var options = SQLiteStore.Options()
    // A log that grows as it is written is all the same in memory.
    options.logPages = 0
    options.disk = name
    options.isFlushed = isFlushed
    return SQLiteStore(path: file, options: options)
  }

  /// Ends the process that uses the disk: its stores are cut off, and what they wrote stays, flushed or not.
  package func killProcess() { unsafe skald_disk_kill(disk) }

  /// Cuts the power: stores are cut off, and what they did not flush survives as said.
  package func cutPower(_ survival: Survival) {
    let word =
      switch survival {
      case .none: SKALD_KEEPS_NONE
      case .all: SKALD_KEEPS_ALL
      case .some: SKALD_KEEPS_SOME
      case .tornPrefix: SKALD_KEEPS_TORN_PREFIX
      }
    unsafe skald_disk_cut(disk, word)
  }

  /// Has an operation fail after so many others of these kinds, once or from then on.
  package func fail(_ operations: Operations, after count: Int, forever: Bool = false) {
    unsafe skald_disk_fail(disk, Int64(count), operations.rawValue, forever ? 1 : 0)
  }

  /// Ends all failing.
  package func failNoMore() { unsafe skald_disk_fail(disk, -1, 0, 0) }

  /// Allows so many bytes in all; nil for as many as there is memory for.
  package func limit(to bytes: Int?) { unsafe skald_disk_limit(disk, Int64(bytes ?? -1)) }

  /// Has flushes do nothing and say that they did: a control that must lose data.
  package func lieAboutFlushes() { unsafe skald_disk_lie(disk, 1) }

  /// How many bytes are in use.
  package var used: Int { Int(unsafe skald_disk_used(disk)) }

  /// What it has seen so far.
  package var counts: Counts {
    let seen = unsafe skald_disk_look(disk)
    return Counts(
      operations: Int(seen.operations), flushes: Int(seen.flushes), errors: Int(seen.errors), full: Int(seen.full),
      lost: Int(seen.lost), torn: Int(seen.torn))
  }
}
