import ArgumentParser
import SkaldValue

/// `skald history`: what happened to an instance.
struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Tell what happened to an instance, from its journal.",
    discussion: """
      Example:
        skald history 01JD9Z3X7M0000000000000001
      """)

  @Argument(help: "The instance's id.")
  var id: String

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let history = try await daemon.client.get("/v1/instances/\(DaemonClient.segment(id))/history").body
    if format.isJSON { return Console.out(history.text) }
    var timeline = Timeline()
    for entry in history["events"]?.array ?? [] {
      if let line = timeline.line(entry) { Console.out(line) }
    }
  }
}
