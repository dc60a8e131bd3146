import SkaldValue

/// Which instance wakes next: a binary heap of times and instance numbers.
///
/// Entries are never removed in place: the owner of an instance remembers its earliest entry and ignores the others
/// when they come up.
struct TimerHeap {
  struct Entry {
    var time: Timestamp
    var instance: Int64
  }

  private var entries: [Entry] = []

  var count: Int { entries.count }
  var first: Entry? { entries.first }

  /// Makes room at once for so many.
  mutating func reserve(_ count: Int) { entries.reserveCapacity(count) }

  mutating func push(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].time < entries[parent].time else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> Entry? {
    guard let first = entries.first, let last = entries.popLast() else { return nil }
    if !entries.isEmpty {
      entries[0] = last
      sink(0)
    }
    return first
  }

  /// Drops what no instance waits for any more.
  mutating func compact(keeping isWanted: (Entry) -> Bool) {
    entries.removeAll { !isWanted($0) }
    for index in stride(from: entries.count / 2, through: 0, by: -1) { sink(index) }
  }

  private mutating func sink(_ index: Int) {
    var parent = index
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < entries.count && entries[child].time < entries[least].time {
        least = child
      }
      guard least != parent else { return }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
