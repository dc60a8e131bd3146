/// Something that waits in a heap and may have gone elsewhere meanwhile.
protocol Queued: Comparable {
  /// Whether it does not wait any more.
  var isGone: Bool { get }
}

/// A binary heap, least first. What is gone is not taken out, but passed over, and dropped once it is the most.
struct Heap<Element: Queued> {
  /// Below this size a heap is not worth tidying.
  private static var slack: Int { 64 }

  private var elements: [Element] = []
  private var tidyAt = Heap.slack

  /// The least element that still waits; those before it that do not are dropped.
  mutating func first() -> Element? {
    while let first = elements.first {
      if !first.isGone { return first }
      removeFirst()
    }
    return nil
  }

  /// Takes out the least element that still waits.
  mutating func popFirst() -> Element? {
    guard let first = first() else { return nil }
    removeFirst()
    return first
  }

  /// Adds an element.
  mutating func push(_ element: Element) {
    if elements.count >= tidyAt { tidy() }
    elements.append(element)
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  /// How many elements are held, those that are gone included.
  var count: Int { elements.count }

  private mutating func tidy() {
    elements.removeAll { $0.isGone }
    for index in stride(from: elements.count / 2, through: 0, by: -1) { sink(index) }
    tidyAt = max(Self.slack, 2 * elements.count)
  }

  private mutating func removeFirst() {
    guard let last = elements.popLast(), !elements.isEmpty else { return }
    elements[0] = last
    sink(0)
  }

  private mutating func sink(_ index: Int) {
    var parent = index
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < elements.count && elements[child] < elements[least] {
        least = child
      }
      guard least != parent else { return }
      elements.swapAt(parent, least)
      parent = least
    }
  }
}
