/// The keys that a construct of the language knows: the one place that unknown-key messages, and whatever else speaks
/// of the language's shape, are made from.
package struct KeyTable: Sendable {
  /// A key of a construct.
  package struct Key: Sendable {
    /// The key.
    package let name: String
    /// Whether the construct means nothing without it.
    package let isRequired: Bool
    /// What it says, as one clause.
    package let summary: String
    /// What it takes.
    package let shape: KeyShape

    /// A key that may be missing.
    static func optional(_ name: String, _ summary: String, _ shape: KeyShape) -> Key {
      Key(name: name, isRequired: false, summary: summary, shape: shape)
    }

    /// A key that must be there.
    static func required(_ name: String, _ summary: String, _ shape: KeyShape) -> Key {
      Key(name: name, isRequired: true, summary: summary, shape: shape)
    }
  }

  /// What the construct is called in messages, with its article, such as `a call`.
  package let subject: String
  /// Its keys in the order in which people write them.
  package let keys: [Key]

  init(_ subject: String, _ keys: [Key]) {
    self.subject = subject
    self.keys = keys
  }

  /// The names of the keys.
  package var names: [String] { keys.map { $0.name } }

  /// Whether a key belongs to the construct.
  package func has(_ name: String) -> Bool { keys.contains { $0.name == name } }
}
