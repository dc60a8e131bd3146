/// A stored definition that cannot be read: written by a newer version, or damaged.
public struct UnreadableDefinition: Sendable, Hashable {
  /// Its id.
  public var id: DefinitionID
  /// Its name.
  public var name: String
  /// Its version.
  public var version: Int

  /// Describes a definition.
  public init(id: DefinitionID, name: String, version: Int) {
    self.id = id
    self.name = name
    self.version = version
  }
}
