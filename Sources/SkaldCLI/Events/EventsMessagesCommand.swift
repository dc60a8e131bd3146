import ArgumentParser
import SkaldValue

/// `skald events messages`.
struct EventsMessagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "messages", abstract: "List messages, of a topic or of all, the newest first.",
    discussion: """
      A page looks at so many messages and not more: with a narrow filter it may be short, and still go on.

      Example:
        skald events messages orders --type order.completed.v1 --limit 20
        skald events messages --instance 01KB1GNHMA0000Q3ZTHJ4AEV7R --order oldest
      """)

  @Argument(help: "The topic; without it those of all topics.")
  var topic: String?

  @Option(help: "Only of this type.")
  var type: String?

  @Option(help: "Only with this key.")
  var key: String?

  @Option(help: "Only what this instance emitted or took up.")
  var instance: String?

  @Option(help: "Only what was emitted here, or received.")
  var direction: String?

  @Option(help: "Only from this time on, such as 2026-11-27T12:00:00Z.")
  var from: String?

  @Option(help: "Only up to this time.")
  var until: String?

  @Option(help: "newest or oldest first.")
  var order = "newest"

  @OptionGroup var paging: PageOptions
  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let query = DaemonClient.query(
      [
        ("topic", topic), ("type", type), ("key", key), ("instance", instance), ("direction", direction),
        ("from", from), ("until", until), ("order", order),
      ] + paging.query)
    let page = try await daemon.client.get("/v1/messages" + query).body
    if format.isJSON { return Console.out(page.text) }
    var table = TextTable(["POSITION", "AT", "TOPIC", "TYPE", "KEY", "SAGA", "STEP", "INSTANCE OR SOURCE"])
    for message in page["messages"]?.array ?? [] {
      let names = ["position", "at", "topic", "type", "key", "saga", "step"]
      let origin = message["instance"]?.string ?? message["source"]?.string ?? ""
      table.add(names.map { message[$0]?.string ?? "" } + [origin])
    }
    Console.out(table.text)
    PageOptions.tellMore(page)
  }
}

/// `skald events message`.
struct EventsMessageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "message", abstract: "Show a message in full, and how it stands at each sink.",
    discussion: """
      Example:
        skald events message 512.0
        skald events message 01990a5e-6f00-7001-8000-00000012d687
      """)

  @Argument(help: "Its position, or the id of an event that was emitted here.")
  var message: String

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let body = try await daemon.client.get("/v1/messages/\(DaemonClient.segment(message))").body
    Console.out(format.isJSON ? body.text : MessageText.of(body))
  }
}
