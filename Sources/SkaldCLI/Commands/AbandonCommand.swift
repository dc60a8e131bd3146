import ArgumentParser
import SkaldValue

/// `skald abandon`: give an undo up: the effect of its step stays, and the saga ends as failed.
struct AbandonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "abandon", abstract: "Give an undo up: the effect of its step stays, and the saga ends as failed.",
    discussion: """
      Example:
        skald abandon 01JD9Z3X7M0000000000000001 --step charge --reason "the account is closed"
      """)

  @OptionGroup var act: StepActOptions

  func run() async throws { try await act.run("abandon", done: "is not undone") }
}
