public import SkaldCore
public import SkaldValue

/// A version of a saga that the store has.
public struct StoredDefinition: Sendable {
  /// The program, with the tuning in use, or else with the newest.
  public internal(set) var program: SagaProgram
  /// Whether new instances follow it.
  public internal(set) var isActive: Bool
  /// How many live instances follow it.
  public internal(set) var liveCount: Int

  /// The version in a list, as the API gives it.
  public var summary: JSON { .object(members) }

  /// The version with all that it does, as the API gives it.
  public var json: JSON {
    var members = members
    for member in program.described.object?.members ?? [] { members[member.name] = member.value }
    return .object(members)
  }

  private var members: JSONObject {
    JSONObject([
      ("name", .string(program.name)), ("version", .int(Int64(program.version))), ("hash", .string(program.hash)),
      ("active", .bool(isActive)), ("instances", .int(Int64(liveCount))),
    ])
  }
}
