/// A saga of a seed: its text, and what of the language it makes use of.
///
/// It is drawn so that most of it makes sense, and now and then something is drawn that does not: what a linter lets
/// through of that is what it has to answer for.
package struct RandomSaga: Sendable {
  /// The seed.
  package let seed: UInt64
  /// The definition with its contracts, as one file.
  package let text: String
  /// What it makes use of.
  package let features: Set<Feature>

  /// Draws the saga of a seed.
  package init(seed: UInt64) {
    var draft = Draft(seed: seed)
    self.seed = seed
    text = draft.file()
    features = draft.features
  }
}
