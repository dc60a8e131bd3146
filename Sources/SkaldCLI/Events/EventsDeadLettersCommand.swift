import ArgumentParser
import SkaldValue

/// `skald events dead-letters`.
struct EventsDeadLettersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dead-letters", abstract: "List events that sinks did not take and that were put aside.",
    discussion: """
      Example:
        skald events dead-letters --sink webhook
      """)

  @Option(help: "Only of this sink.")
  var sink: String?

  @OptionGroup var paging: PageOptions
  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let query = DaemonClient.query([("sink", sink)] + paging.query)
    let page = try await daemon.client.get("/v1/dead-letters" + query).body
    if format.isJSON { return Console.out(page.text) }
    var table = TextTable(["SINK", "EVENT", "ID", "KEY", "EMITTED", "DEAD SINCE", "ATTEMPTS", "ERROR"])
    for letter in page["deadLetters"]?.array ?? [] {
      let texts = ["sink", "event", "id", "orderingKey", "emittedAt", "deadSince"].map { letter[$0]?.string ?? "" }
      table.add(texts + ["\(letter["attempts"]?.int ?? 0)", letter["error"]?.string ?? ""])
    }
    Console.out(table.text)
    PageOptions.tellMore(page)
  }
}

/// `skald events dead-letter`.
struct EventsDeadLetterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dead-letter", abstract: "Show a dead letter in full, with its last error.",
    discussion: """
      Example:
        skald events dead-letter 01990a5e-6f00-7001-8000-00000012d687
      """)

  @Argument(help: "The id of the event.")
  var id: String

  @Option(help: "The sink, where it is a dead letter of several.")
  var sink: String?

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let path = "/v1/dead-letters/\(DaemonClient.segment(id))" + DaemonClient.query([("sink", sink)])
    let body = try await daemon.client.get(path).body
    Console.out(format.isJSON ? body.text : MessageText.of(body))
  }
}
