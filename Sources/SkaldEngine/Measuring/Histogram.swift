public import SkaldValue

/// How often a length of time lay in which range.
public struct Histogram: Sendable, Hashable {
  /// The upper ends of the ranges, in milliseconds; the last range has none.
  public static let bounds: [Int64] = [
    1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 3_600_000,
  ]

  /// How many lay in each range, the one without an end last.
  public private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
  /// The sum of all, in milliseconds.
  public private(set) var sum: Int64 = 0
  /// How many there were.
  public var count: Int { counts.reduce(0, +) }

  /// Makes an empty one.
  public init() {}

  /// Adds a length of time.
  public mutating func add(_ length: Milliseconds) {
    counts[Self.bounds.firstIndex { length.count <= $0 } ?? Self.bounds.count] += 1
    sum += length.count
  }

  /// Adds what another one counted.
  public mutating func add(_ other: Histogram) {
    for index in counts.indices { counts[index] += other.counts[index] }
    sum += other.sum
  }
}
