/// Scenario tests with their names resolved.
package struct BoundTests: Sendable {
  /// As they are written.
  package let syntax: TestsSyntax
  /// The path of their file.
  package let file: String
  /// The definition that they are about.
  package let target: Target
  /// The values, with what each place expects, in the form in which rules about a saga look at them.
  package var parts: BoundSaga

  /// Which definition tests are about.
  package struct Target: Sendable {
    /// Its name.
    package let name: String
    /// Its version.
    package let version: Int
    /// Whether it is a saga, rather than a choreography.
    package let isSaga: Bool
  }
}
