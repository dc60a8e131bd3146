public import SkaldValue

/// One moment of a story, told from four sides.
public struct StoryLine: Sendable, Hashable {
  /// The number of the move, from 1; 0 is the beginning.
  public let number: Int
  /// What the engine does.
  public let engine: String
  /// What happens to messages on their way.
  public let network: String
  /// What a service decides and does.
  public let service: String
  /// The effects that stand behind it.
  public let ledger: String

  /// The line for programs.
  public var json: JSON {
    [
      "move": .int(Int64(number)), "engine": .string(engine), "network": .string(network), "service": .string(service),
      "ledger": .string(ledger),
    ]
  }
}
