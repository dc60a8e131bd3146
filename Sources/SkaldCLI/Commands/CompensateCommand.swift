import ArgumentParser
import SkaldValue

/// `skald compensate`: have instances undone, with an operator as the cause.
struct CompensateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compensate", abstract: "Have instances undone, with an operator as the cause.",
    discussion: """
      An instance past its point of no return refuses.

      Example:
        skald compensate 01JD9Z3X7M0000000000000001 --reason "sold out after all"
      """)

  @OptionGroup var act: ActOptions

  func run() async throws { try await act.run("compensate", done: "turns back") }
}
