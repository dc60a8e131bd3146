import ArgumentParser
import SkaldValue

/// `skald edit`: give a step or an undo that stands still other arguments, and try it again.
struct EditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Give a step or an undo that stands still other arguments, and try it again.",
    discussion: """
      The arguments are held against the contract; they stay for every further attempt.

      Example:
        skald edit 01JD9Z3X7M0000000000000001 --step ship --input '{"address": "Elm Street 2"}' --reason "misspelt"
      """)

  @OptionGroup var act: StepActOptions

  @Option(help: "The arguments: JSON, or @file.")
  var input: String

  func run() async throws {
    try await act.run(
      "edit", done: "is tried with other arguments", [("input", try JSONArgument.value(input, of: "--input"))])
  }
}
