import ArgumentParser
import SkaldValue

/// `skald outbox`: what sinks do not acknowledge.
struct OutboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "Show what sinks do not acknowledge; try it now, or give it up.",
    discussion: """
      An event that a sink does not acknowledge blocks its key alone: events of the same key wait behind it, in order.

      Example:
        skald outbox list --state blocked
        skald outbox retry 01990a5e-6f00-7001-8000-00000012d687
        skald outbox drop 01990a5e-6f00-7001-8000-00000012d687 --reason "the shop is closed for good"
      """,
    subcommands: [OutboxListCommand.self, OutboxRetryCommand.self, OutboxDropCommand.self],
    defaultSubcommand: OutboxListCommand.self)
}

/// `skald outbox list`.
struct OutboxListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List what sinks did not acknowledge: blocked and held first.",
    discussion: """
      Example:
        skald outbox list --sink webhook --state blocked
      """)

  @Option(help: "Only of this sink.")
  var sink: String?

  @Option(help: "Only what is blocked, held or pending.")
  var state: String?

  @OptionGroup var paging: PageOptions
  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let query = DaemonClient.query([("sink", sink), ("state", state)] + paging.query)
    let page = try await daemon.client.get("/v1/outbox" + query).body
    if format.isJSON { return Console.out(page.text) }
    var table = TextTable(["SINK", "STATE", "EVENT", "ID", "KEY", "SINCE", "ATTEMPTS", "NEXT", "ERROR"])
    for event in page["events"]?.array ?? [] {
      let texts = ["sink", "state", "event", "id", "orderingKey", "emittedAt"].map { event[$0]?.string ?? "" }
      let attempts = event["attempts"]?.int ?? 0
      table.add(
        texts + [
          attempts == 0 ? "" : "\(attempts)", event["nextAttemptAt"]?.string ?? "", event["error"]?.string ?? "",
        ])
    }
    Console.out(table.text)
    PageOptions.tellMore(page)
  }
}

/// What the commands have in common that act on events of the outbox.
struct OutboxActOptions: ParsableArguments {
  @Argument(help: "The ids of the events.")
  var ids: [String]

  @Option(help: "The sink, where several hold the event.")
  var sink: String?

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run(_ verb: String, done: String, _ body: JSON) async throws {
    for id in ids {
      let path = "/v1/outbox/\(DaemonClient.segment(id))/\(verb)" + DaemonClient.query([("sink", sink)])
      let answer = try await daemon.client.post(path, body).body
      Console.out(format.isJSON ? answer.text : "\(id): \(done) \(answer["sink"]?.string ?? "")")
    }
  }
}

/// `skald outbox retry`.
struct OutboxRetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Have the keys of held events tried now.",
    discussion: """
      Example:
        skald outbox retry 01990a5e-6f00-7001-8000-00000012d687
      """)

  @OptionGroup var act: OutboxActOptions

  func run() async throws { try await act.run("retry", done: "is tried now at", .object(JSONObject())) }
}

/// `skald outbox drop`.
struct OutboxDropCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drop", abstract: "Give held events up: they are not sent, and what follows them goes on.",
    discussion: """
      The history of the instance says which event was not sent where, by whom and why.

      Example:
        skald outbox drop 01990a5e-6f00-7001-8000-00000012d687 --reason "the shop is closed for good"
      """)

  @Option(help: "Why; it stands in the history.")
  var reason: String

  @OptionGroup var act: OutboxActOptions

  func run() async throws { try await act.run("drop", done: "is not sent to", ["reason": .string(reason)]) }
}
