import SkaldRuntime

/// Rows of the outbox on their way from a commit to a relay, so that it need not read back what was just written.
///
/// They are a shortcut and no queue: the store has them all. A relay that is slow, or far behind, finds none here.
struct FreshRows {
  /// How many rows wait for a relay; with more it is behind, and memory is not the place for what it has to do.
  static let countMax = 2048

  /// Every row after this position is here.
  private(set) var since: Int64
  private var rows: [OutboxRow] = []

  init(since position: Int64) { since = position }

  /// Adds what was committed after all before it.
  mutating func append(_ more: [OutboxRow]) {
    rows.append(contentsOf: more)
    if rows.count > Self.countMax, let last = rows.last { pass(to: last.position) }
  }

  /// What was committed up to this position is only in the store.
  mutating func pass(to position: Int64) {
    since = position
    rows.removeAll(keepingCapacity: true)
  }

  /// Takes every row after a position; nil where some of them are not here.
  mutating func take(after position: Int64) -> [OutboxRow]? {
    guard position >= since else { return nil }
    defer {
      since = rows.last?.position ?? since
      rows = []
    }
    // Those before were read from the store.
    return Array(rows.drop { $0.position <= position })
  }
}
