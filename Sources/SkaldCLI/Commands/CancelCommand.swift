import ArgumentParser
import SkaldValue

/// `skald cancel`: asks instances to turn back.
struct CancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Cancel instances: what they did is undone.",
    discussion: """
      An instance past its point of no return refuses.

      Example:
        skald cancel 01JD9Z3X7M0000000000000001 --reason "the customer changed her mind"
      """)

  @OptionGroup var choice: InstanceChoice

  @Option(help: "Why; it stands in the history and in `saga.failure.message`.")
  var reason = ""

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let client = daemon.client
    try await choice.forEach(client) { id in
      let path = "/v1/instances/\(DaemonClient.segment(id))/cancel"
      let answer = try await client.post(path, .object(JSONObject([("reason", .string(reason))])))
      if format.isJSON {
        Console.out(answer.body.text)
      } else {
        Console.out("\(id) \(answer.status == 202 ? "turns back" : "had turned back before")")
      }
    }
  }
}
