import ArgumentParser
import SkaldValue

/// `skald pause`: hold instances up: they take answers and events, and make no call.
struct PauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Hold instances up: they take answers and events, and make no call.",
    discussion: """
      Time limits of calls in flight still count; all other timers are held until the instance is resumed.

      Example:
        skald pause 01JD9Z3X7M0000000000000001 --reason "the warehouse moves today"
      """)

  @OptionGroup var act: ActOptions

  func run() async throws { try await act.run("pause", done: "is paused") }
}
