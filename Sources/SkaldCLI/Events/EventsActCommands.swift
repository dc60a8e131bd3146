import ArgumentParser
import SkaldValue

/// What the commands have in common that act on dead letters.
struct DeadLetterActOptions: ParsableArguments {
  @Argument(help: "The ids of the events.")
  var ids: [String] = []

  @Option(help: "The sink; needed with --all, and where an event is a dead letter of several.")
  var sink: String?

  @Flag(help: "All dead letters of the sink.")
  var all = false

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func validate() throws {
    guard ids.isEmpty == all else { throw ValidationError("name the events, or all of a sink with --sink and --all") }
    guard !all || sink != nil else { throw ValidationError("say which sink with --sink") }
  }

  func run(_ verb: String, done: String, _ body: JSON) async throws {
    for id in all ? try await allIDs() : ids {
      let path = "/v1/dead-letters/\(DaemonClient.segment(id))/\(verb)" + DaemonClient.query([("sink", sink)])
      let answer = try await daemon.client.post(path, body).body
      Console.out(format.isJSON ? answer.text : "\(id): \(done) \(answer["sink"]?.string ?? "")")
    }
  }

  /// The list as it is before anything is done: what fails again would come back into it.
  private func allIDs() async throws -> [String] {
    var ids: [String] = []
    var next: String?
    repeat {
      let query = DaemonClient.query([("sink", sink), ("limit", "500"), ("after", next)])
      let page = try await daemon.client.get("/v1/dead-letters" + query).body
      ids += (page["deadLetters"]?.array ?? []).compactMap { $0["id"]?.string }
      next = page["next"]?.string
    } while next != nil
    return ids
  }
}

/// `skald events retry`.
struct EventsRetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Have dead letters tried once more, each beside what its key has to send.",
    discussion: """
      A sink that takes it gets it late: behind events of its key that were emitted after it. What fails again stays in
      the list, with the new error.

      Example:
        skald events retry 01990a5e-6f00-7001-8000-00000012d687
        skald events retry --sink webhook --all
      """)

  @OptionGroup var act: DeadLetterActOptions

  func run() async throws { try await act.run("retry", done: "is tried now at", .object(JSONObject())) }
}

/// `skald events drop`.
struct EventsDropCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drop", abstract: "Give dead letters up: the sink never gets them.",
    discussion: """
      The history of the instance and the audit log say which event was not sent where, by whom and why.

      Example:
        skald events drop 01990a5e-6f00-7001-8000-00000012d687 --reason "the order was placed again"
      """)

  @Option(help: "Why; it stands in the history.")
  var reason: String

  @OptionGroup var act: DeadLetterActOptions

  func run() async throws { try await act.run("drop", done: "is not sent to", ["reason": .string(reason)]) }
}
