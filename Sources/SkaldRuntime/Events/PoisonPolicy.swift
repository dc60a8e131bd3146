public import SkaldValue

/// What becomes of an event that a sink does not take while it takes others.
public enum PoisonPolicy: Sendable, Hashable {
  /// Its key waits behind it until the sink takes it, or somebody drops it: nothing is ever sent out of order.
  case block
  /// It is put aside as a dead letter once a bound is reached, and its key goes on without it.
  case deadLetter(Bound)

  /// When an event counts as poison. One that its sink refuses for what it is, is poison at once.
  public struct Bound: Sendable, Hashable {
    /// After so many failures. One counts only where the sink took another event since the one before: a sink that takes
    /// nothing is down, and no event is at fault.
    public var attempts: Int
    /// After so long, whether the sink takes others or not; nil for never.
    public var time: Milliseconds?

    /// Sets a bound.
    public init(attempts: Int = 10, time: Milliseconds? = nil) {
      self.attempts = attempts
      self.time = time
    }
  }
}
