import ArgumentParser
import SkaldValue

/// `skald watch`: follows an instance.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Follow an instance from its start to its end, as it happens.",
    discussion: """
      Example:
        skald watch 01JD9Z3X7M0000000000000001
      """)

  @Argument(help: "The instance's id.")
  var id: String

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    var timeline = Timeline()
    try await daemon.client.follow(id) { entry in
      if format.isJSON { return Console.out(entry.text) }
      if let line = timeline.line(entry) { Console.out(line) }
    }
  }
}
