import ArgumentParser
import SkaldValue

/// `skald skip`: pass a step over: it has no result.
struct SkipCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skip", abstract: "Pass a step over: it has no result.",
    discussion: """
      What the step may have done stays to be undone. A wait can be skipped, too.

      Example:
        skald skip 01JD9Z3X7M0000000000000001 --step notify --reason "told by phone"
      """)

  @OptionGroup var act: StepActOptions

  func run() async throws { try await act.run("skip", done: "is passed over") }
}
