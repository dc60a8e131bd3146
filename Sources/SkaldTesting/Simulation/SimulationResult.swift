public import SkaldCore
public import SkaldValue

/// What a simulation came to.
public struct SimulationResult: Sendable, CustomStringConvertible {
  /// Something that should not have happened.
  public struct Finding: Sendable, Hashable {
    /// The rule, such as `effects`, `acknowledged`, `order`, `isolation`, `end`.
    public var rule: String
    /// The saga that it concerns, such as `place-order order-7`; empty where it concerns none.
    public var saga: String
    /// What happened, as one clause.
    public var message: String
  }

  /// The seed.
  public let seed: UInt64
  /// How many sagas were to be started.
  public internal(set) var sagas = 0
  /// How many starts were refused, as where a key was used before, or an entity is locked.
  public internal(set) var refused = 0
  /// How many instances ended so.
  public internal(set) var ends: [Status: Int] = [:]
  /// How often each fault struck.
  public internal(set) var faults: [SimulationFault: Int] = [:]
  /// How many calls reached a service.
  public internal(set) var calls = 0
  /// How many events were delivered, repeats included.
  public internal(set) var deliveries = 0
  /// How many transactions were committed.
  public internal(set) var commits = 0
  /// How often the process was started again.
  public internal(set) var restarts = 0
  /// How many states were compared with their journals.
  public internal(set) var comparisons = 0
  /// How often sagas took turns on an entity that no state keeps others off.
  public internal(set) var interleavings = 0
  /// How long it took in virtual time.
  public internal(set) var elapsed = Milliseconds(0)
  /// What should not have happened.
  public internal(set) var findings: [Finding] = []
  /// The story, a line for each thing that happened; empty unless it was asked for.
  public internal(set) var story: [String] = []
  /// What went wrong, in order.
  var struck: [FaultDice.Occurrence] = []
  /// The sagas that the findings concern.
  var concerned: [Int] = []

  init(seed: UInt64) { self.seed = seed }

  /// The findings, a line each.
  public var description: String {
    let lines = findings.map { "\($0.rule): \($0.saga.isEmpty ? "" : "\($0.saga): ")\($0.message)" }
    return (["seed \(seed)"] + lines).joined(separator: "\n")
  }
}
