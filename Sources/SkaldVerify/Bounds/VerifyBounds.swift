/// How far an exploration goes. What lies beyond is said in the report, never passed over in silence.
public struct VerifyBounds: Sendable, Hashable {
  /// How many faults of network, services and engine one story may have.
  public var faults: Int
  /// How many moves one story may have.
  public var moves: Int
  /// How many states are looked at.
  public var states: Int
  /// Whether a request may still take effect after the time for which the engine waits before an undo.
  public var allowsLateRequests: Bool

  /// Makes bounds.
  public init(
    faults: Int = 2, moves: Int = 1000, states: Int = 2_000_000, allowsLateRequests: Bool = false
  ) {
    self.faults = faults
    self.moves = moves
    self.states = states
    self.allowsLateRequests = allowsLateRequests
  }
}
