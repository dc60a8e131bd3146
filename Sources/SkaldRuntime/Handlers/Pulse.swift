internal import Synchronization

/// Counts the reports of a call that is under way: who watches it sees whether there are new ones.
public final class Pulse: Sendable {
  private let beats = Atomic(0)

  /// Begins without a report.
  public init() {}

  /// Reports that the work goes on.
  public func beat() { beats.add(1, ordering: .relaxed) }

  /// How many reports there were.
  public var count: Int { beats.load(ordering: .relaxed) }
}
