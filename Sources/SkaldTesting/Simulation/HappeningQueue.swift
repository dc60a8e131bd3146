import SkaldValue

/// What is going to happen, soonest first; of one time, what was planned first.
struct HappeningQueue<Element> {
  private struct Entry {
    let time: Milliseconds
    let number: Int
    let element: Element

    func isBefore(_ other: Entry) -> Bool { (time.count, number) < (other.time.count, other.number) }
  }

  private var entries: [Entry] = []
  private var planned = 0

  /// When the next one is due; nil where nothing is planned.
  var first: Milliseconds? { entries.first?.time }

  mutating func plan(_ element: Element, at time: Milliseconds) {
    planned += 1
    entries.append(Entry(time: time, number: planned, element: element))
    var child = entries.count - 1
    while child > 0, entries[child].isBefore(entries[(child - 1) / 2]) {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes out the next one that is due by then.
  mutating func pop(until time: Milliseconds) -> Element? {
    guard let first = entries.first, first.time <= time, let last = entries.popLast() else { return nil }
    guard !entries.isEmpty else { return first.element }
    entries[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < entries.count && entries[child].isBefore(entries[least]) {
        least = child
      }
      guard least != parent else { return first.element }
      entries.swapAt(parent, least)
      parent = least
    }
  }

  /// Takes out all that fit, in their order.
  mutating func takeAll(where fits: (Element) -> Bool) -> [Element] {
    let taken = entries.filter { fits($0.element) }.sorted { $0.isBefore($1) }
    guard !taken.isEmpty else { return [] }
    let rest = entries.filter { !fits($0.element) }.sorted { $0.isBefore($1) }
    // A sorted list is a heap.
    entries = rest
    return taken.map(\.element)
  }

  mutating func removeAll() { entries.removeAll(keepingCapacity: true) }
}
