import SkaldCore
import SkaldRuntime
import SkaldValue

/// The schedules in memory, and which of them is next.
struct ScheduleBook {
  private var all: [String: LiveSchedule] = [:]
  /// What the running batch changed, as it was before; what a failed commit goes back to.
  private var former: [String: LiveSchedule?] = [:]
  /// The earliest time at which one fires, as of the last commit.
  private(set) var wake: Timestamp?
  /// Those of which a time waits for the end of an instance, as of the last commit, in the order of their names.
  private(set) var waiting: [String] = []
  /// Whether nothing fires, because it is not certain what the time is.
  var isHeld = false

  var isEmpty: Bool { all.isEmpty }
  var count: Int { all.count }

  subscript(name: String) -> LiveSchedule? { all[name] }

  /// In the order of their names.
  var names: [String] { all.keys.sorted() }

  /// Those that fire now, at most so many, the one with the earliest time first.
  func due(at now: Timestamp, limit: Int) -> [String] {
    var due: [(wake: Timestamp, name: String)] = []
    for (name, schedule) in all {
      if let wake = schedule.wake, wake <= now { due.append((wake, name)) }
    }
    due.sort { ($0.wake, $0.name) < ($1.wake, $1.name) }
    return due.prefix(limit).map(\.name)
  }

  /// Has one be so from here on; nil for gone.
  mutating func set(_ schedule: LiveSchedule?, named name: String) {
    if former[name] == nil { former[name] = .some(all[name]) }
    all[name] = schedule
  }

  /// The batch is durable.
  mutating func keep() {
    guard !former.isEmpty else { return }
    former.removeAll()
    look()
  }

  /// Nothing of the batch was kept.
  mutating func goBack() {
    for (name, schedule) in former { all[name] = schedule }
    keep()
  }

  private mutating func look() {
    wake = all.values.compactMap(\.wake).min()
    waiting = all.values.filter { $0.row.waiting != nil && !$0.row.isPaused }.map(\.row.name).sorted()
  }
}
