import ArgumentParser
import SkaldValue

/// `skald rerun`: go back to a step: it and those behind it are called again.
struct RerunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rerun", abstract: "Go back to a step: it and those behind it are called again.",
    discussion: """
      Under the keys that they had, so that services repeat what they answered. With --new-key as new calls, where it is
      sure that nothing took effect. Only calls may lie between the step and where the saga stands.

      Example:
        skald rerun 01JD9Z3X7M0000000000000001 --step reserve --new-key
      """)

  @OptionGroup var act: StepActOptions

  @Flag(help: "Make new calls, under keys that no service has seen.")
  var newKey = false

  func run() async throws {
    try await act.run("rerun", done: "is called again", newKey ? [("newKey", true)] : [])
  }
}
