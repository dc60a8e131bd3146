import SkaldCore
import SkaldRuntime
import SkaldValue

/// What really happened at the services: they write it, nobody of the engine sees it, and the checker reads it.
struct Ledger {
  /// The step of an instance.
  struct Place: Hashable {
    let instance: String
    let record: RecordID
  }

  /// An entity that an instance had in its hands when a call was made.
  struct Hold: Hashable {
    let entity: String
    /// Whether it was in a state that keeps others off.
    let isLocked: Bool
  }

  /// What a call brought about.
  enum Deed: Hashable {
    /// An action took effect.
    case applied
    /// An undo took effect.
    case undone
    /// An undo found nothing to undo.
    case foundNothing
    /// A call was known, and answered as before.
    case repeated
    /// A service said no.
    case refused
    /// A service had seen the undo of the action.
    case tombstoned
  }

  /// One call that arrived.
  struct Entry {
    let time: Milliseconds
    let place: Place
    let operation: String
    let title: String
    let phase: Phase
    let deed: Deed
    let holds: [Hold]
  }

  /// What became of a step, in sum.
  struct Sum {
    /// How often its action took effect.
    var applied = 0
    /// How often it was undone.
    var undone = 0
    /// The calls of an undo of several that took effect.
    var parts: Set<Int> = []
    /// Whether its service refuses the action from now on.
    var hasTombstone = false
    /// Where the action took effect last, among all entries.
    var appliedAt = -1
    /// Where it was undone last.
    var undoneAt = -1

    /// The effect that is left: 1 where it took effect and was not undone.
    var net: Int { applied - undone }
  }

  private(set) var entries: [Entry] = []
  var sums: [Place: Sum] = [:]

  mutating func add(_ entry: Entry) {
    entries.append(entry)
    let number = entries.count - 1
    switch entry.deed {
    case .applied:
      sums[entry.place, default: Sum()].applied += 1
      sums[entry.place]?.appliedAt = number
    case .undone: sums[entry.place, default: Sum()].undoneAt = number
    case .foundNothing, .repeated, .refused, .tombstoned: return
    }
  }
}
