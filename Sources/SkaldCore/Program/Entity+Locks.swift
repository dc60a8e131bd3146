public import SkaldValue

extension Entity {
  /// The states in which an instance keeps others off the entity: the locked ones, and those from which the table leads
  /// to a locked one.
  ///
  /// An instance that may still come into a locked state must not find the entity taken when it gets there: what it did
  /// until then could not be refused any more.
  public var keptStates: [String] {
    var kept = locked
    var count = -1
    while kept.count != count {
      count = kept.count
      for state in states where !kept.contains(state.name) {
        if state.next.contains(where: { kept.contains($0) }) { kept.append(state.name) }
      }
    }
    return kept
  }
}

extension Entity: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, id, initial, states, locked
  }

  /// Reads an entity; programs that were stored before locks were part of them have none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    id = try container.decodeIfPresent(Template.self, forKey: .id)
    initial = try container.decode(String.self, forKey: .initial)
    states = try container.decode([State].self, forKey: .states)
    locked = try container.decodeIfPresent([String].self, forKey: .locked) ?? []
  }

  /// Writes an entity; one without locks as before there were any, so that its sagas keep their identity.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encodeIfPresent(id, forKey: .id)
    try container.encode(initial, forKey: .initial)
    try container.encode(states, forKey: .states)
    if !locked.isEmpty { try container.encode(locked, forKey: .locked) }
  }
}

/// An entity that another instance holds.
public struct HeldEntity: Sendable, Hashable {
  /// The entity's name.
  public var entity: String
  /// Which one.
  public var id: JSON
  /// The state it is in.
  public var state: String
  /// The public id of the instance that holds it.
  public var holder: String

  /// Makes a held entity.
  public init(entity: String, id: JSON, state: String, holder: String) {
    self.entity = entity
    self.id = id
    self.state = state
    self.holder = holder
  }

  /// What is said of it to people, as one clause.
  public var message: String {
    "`\(entity)` \(Template.text(of: id)) is in \(state) and belongs to the instance \(holder)"
  }
}
