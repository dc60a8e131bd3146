import ArgumentParser
import SkaldValue

/// `skald terminate`: end instances as they are: nothing is undone.
struct TerminateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "terminate", abstract: "End instances as they are: nothing is undone.",
    discussion: """
      Prints the steps whose effects stay, or may stay.

      Example:
        skald terminate 01JD9Z3X7M0000000000000001 --reason "a test by mistake"
      """)

  @OptionGroup var act: ActOptions

  func run() async throws { try await act.run("terminate", done: "is ended") }
}
