import ArgumentParser
import SkaldValue

/// `skald resume`: let paused instances go on.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Let paused instances go on.",
    discussion: """
      What came due meanwhile happens at once.

      Example:
        skald resume 01JD9Z3X7M0000000000000001
      """)

  @OptionGroup var act: ActOptions

  func run() async throws { try await act.run("resume", done: "goes on") }
}
