/// All keywords of draft 2020-12, in the order in which they are checked.
enum KeywordCatalog {
  // `unevaluated…` looks at what all others have seen, so those two come last.
  static let all: [KeywordRule] =
    core + annotations + types + numbers + texts + lists + objects + references + logic + elements + members
    + unevaluated

  /// The rules by name, with their place in the order.
  static let byName: [String: (rank: Int, rule: KeywordRule)] = Dictionary(
    uniqueKeysWithValues: all.enumerated().map { ($1.name, (rank: $0, rule: $1)) })
}
