/// The instances at rest whose state is in memory, the one that has rested longest first.
struct RestingQueue {
  struct Entry {
    var instance: Int64
    /// The instance's last journal row when it went to rest; when it has another, it was busy since.
    var sequence: Int64
  }

  private var entries: [Entry] = []
  private var head = 0

  var count: Int { entries.count - head }

  mutating func append(_ entry: Entry) { entries.append(entry) }

  mutating func popFirst() -> Entry? {
    guard head < entries.count else { return nil }
    defer {
      head += 1
      if head > 1024, head * 2 > entries.count {
        entries.removeFirst(head)
        head = 0
      }
    }
    return entries[head]
  }
}
