import ArgumentParser
import SkaldValue

/// `skald force`: say that what a step did is undone, by other means.
struct ForceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "force", abstract: "Say that what a step did is undone, by other means.",
    discussion: """
      Example:
        skald force 01JD9Z3X7M0000000000000001 --step charge --reason "refunded by hand, receipt 4711"
      """)

  @OptionGroup var act: StepActOptions

  func run() async throws { try await act.run("force", done: "counts as undone") }
}
