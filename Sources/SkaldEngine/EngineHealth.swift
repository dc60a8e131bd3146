/// Whether the engine can take requests, and if not, why.
public struct EngineHealth: Sendable, Hashable {
  /// Whether it can.
  public var isReady: Bool
  /// Why it cannot, for people.
  public var reasons: [String]
  /// What is not as it should be while it can, for people.
  public var warnings: [String]
  /// The durability that is in force, such as `sqlite wal synchronous=full`.
  public var durability: String

  /// Makes a state of health.
  public init(isReady: Bool, reasons: [String] = [], warnings: [String] = [], durability: String) {
    self.isReady = isReady
    self.reasons = reasons
    self.warnings = warnings
    self.durability = durability
  }
}
