import ArgumentParser
import SkaldValue

/// `skald retry`: try a step or an undo again at once.
struct RetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Try a step or an undo again at once.",
    discussion: """
      A step that stands still, such as for a handler that answered 404, or one that waits for its next attempt.

      Example:
        skald retry 01JD9Z3X7M0000000000000001 --step charge
      """)

  @OptionGroup var act: StepActOptions

  func run() async throws { try await act.run("retry", done: "is tried again") }
}
