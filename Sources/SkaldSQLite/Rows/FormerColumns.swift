internal import SkaldRuntime

/// What an instance followed before, in its table.
enum FormerColumns {
  /// Adds a definition.
  static let insert = "INSERT OR IGNORE INTO former_definitions(instance, definition) VALUES (?1, ?2)"
  /// Forgets those of an instance.
  static let delete = "DELETE FROM former_definitions WHERE instance = ?1"
}

extension Session {
  /// Writes which instances follow another definition.
  func write(_ adopted: [Adoption]) throws(StoreError) {
    for adoption in adopted {
      adopt.bind(adoption.instance.number, at: 1)
      adopt.bind(adoption.to.number, at: 2)
      try adopt.run()
      keepFormer.bind(adoption.instance.number, at: 1)
      keepFormer.bind(adoption.from.number, at: 2)
      try keepFormer.run()
    }
  }
}
