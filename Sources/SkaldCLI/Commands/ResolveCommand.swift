import ArgumentParser
import SkaldValue

/// `skald resolve`: say that a step is done, with a result.
struct ResolveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Say that a step is done, with a result.",
    discussion: """
      The result is held against the contract, and undone like any other.

      Example:
        skald resolve 01JD9Z3X7M0000000000000001 --step charge --output '{"paymentId": "p-1"}'
      """)

  @OptionGroup var act: StepActOptions

  @Option(help: "The result: JSON, or @file; none where the operation has none.")
  var output: String?

  func run() async throws {
    try await act.run(
      "resolve", done: "is done", try output.map { [("output", try JSONArgument.value($0, of: "--output"))] } ?? [])
  }
}
