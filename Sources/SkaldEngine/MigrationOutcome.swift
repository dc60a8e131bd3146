public import SkaldValue

/// What became of one instance that was to follow another version.
public struct MigrationOutcome: Sendable, Hashable {
  /// The instance's public id.
  public let id: String
  /// The version that it followed; nil where it is not known.
  public internal(set) var from: Int?
  /// Whether it follows the new version now; never so in a dry run.
  public internal(set) var isMigrated = false
  /// Why it cannot, as one clause; nil where it can.
  public internal(set) var obstacle: String?

  init(id: String) { self.id = id }

  /// The outcome as the API gives it.
  public var json: JSON {
    [
      "id": .string(id), "from": from.map { .int(Int64($0)) } ?? .null, "possible": .bool(obstacle == nil),
      "migrated": .bool(isMigrated), "obstacle": obstacle.map { .string($0) } ?? .null,
    ]
  }
}
