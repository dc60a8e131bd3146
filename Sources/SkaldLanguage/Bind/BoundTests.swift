/// Scenario tests with their names resolved.
package struct BoundTests: Sendable {
  /// As they are written.
  package let syntax: TestsSyntax
  /// The path of their file.
  package let file: String
  /// The values, with what each place expects, in the form in which rules about a saga look at them.
  package var parts: BoundSaga
}
