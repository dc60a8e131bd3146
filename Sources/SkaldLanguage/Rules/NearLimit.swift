package import SkaldDiagnostics

/// SK408, found while files are read.
package struct NearLimit: Rule {
  package let code = "SK408"
  package let name = "near-limit"
  package let severity = Severity.warning
  package let summary = "something has grown beyond half of what is allowed"
  package let finds = """
    A saga of more than 500 steps, a file of more than half a mebibyte, and lists and mappings that nest deeper than \
    32. At twice as much the file is refused.
    """
  package let matters = """
    Nobody can read it any more, and the day on which it has grown over the limit is a bad one to learn that it must \
    be split.
    """

  package let accepts = [
    Self.example("[[[[leaf]]]]")
  ]
  package let rejects = [
    Self.example(
      String(repeating: "[", count: Self.roomLeft) + "⟦[⟧leaf" + String(repeating: "]", count: Self.roomLeft + 1))
  ]

  /// How deep a value can nest in a `set` of the example without a finding.
  private static let roomLeft = 28

  private static func example(_ value: String) -> String {
    """
    skald: 1
    saga: tree
    steps:
      - set: { tree: \(value) }
      - { step: plant, call: garden.plant, pivot: true }
    """
  }
}
