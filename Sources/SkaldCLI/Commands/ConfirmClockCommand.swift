import ArgumentParser
import SkaldValue

/// `skald confirm-clock`: say that the wall clock is right though it leapt ahead.
struct ConfirmClockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confirm-clock", abstract: "Say that the wall clock is right though it leapt ahead.",
    discussion: """
      The daemon does not follow a clock that is more than five minutes ahead of the time that went by; readyz then
      warns of clock_suspect. Once it is confirmed, what is due by the new time happens at once.

      Example:
        skald confirm-clock
      """)

  @OptionGroup var daemon: DaemonOption

  func run() async throws {
    _ = try await daemon.client.post("/v1/clock/confirm", .object(JSONObject()))
    Console.out("the daemon follows the wall clock")
  }
}
