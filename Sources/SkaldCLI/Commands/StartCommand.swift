import ArgumentParser
import SkaldValue

/// `skald start`: starts a saga at a daemon.
struct StartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Start a saga.",
    discussion: """
      A second start with the same key gives the instance that exists.

      Example:
        skald start place-order --input @order.json --wait
        skald start place-order --input @order.json --delay 2h
        skald start place-order --input @order.json --label customer=42 --label urgent
      """)

  @Argument(help: "The saga's name.")
  var saga: String

  @Option(help: "The input: JSON, or @file.")
  var input: String

  @Option(help: "The business key, where the definition computes none.")
  var key: String?

  @Option(help: "When it shall begin, such as 2030-01-31T12:00:00Z; until then it is scheduled.")
  var at: String?

  @Option(help: "How long from now it shall begin, such as 30s or 2h.")
  var delay: String?

  @Option(parsing: .singleValue, help: "A word to look for it by, NAME=VALUE or NAME; repeatable.")
  var label: [String] = []

  @Flag(help: "Wait for the end, or until only an operator could go on; exits with 1 unless the saga completes.")
  var wait = false

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let body = try JSONArgument.value(input, of: "--input")
    let path =
      "/v1/sagas/\(DaemonClient.segment(saga))/instances"
      + DaemonClient.query([("key", key), ("at", at), ("delay", delay)] + label.map { ("label", $0) })
    let client = daemon.client
    let started = try await client.post(path, body)
    guard let id = started.body["id"]?.string else {
      throw CommandFault(code: "protocol", message: "the daemon's answer has no id", exitCode: 1)
    }
    guard wait else { return show(started.body, isNew: started.status == 201) }
    do {
      try await client.follow(id) { entry in try await demandThatItGoesOn(id, entry, client) }
    } catch let stuck as Stuck {
      Console.err("only an operator could go on: \(stuck.message)")
    }
    let ended = try await client.get("/v1/instances/\(DaemonClient.segment(id))").body
    show(ended, isNew: started.status == 201)
    if ended["status"]?.string != "completed" { throw ExitCode(1) }
  }

  /// An instance stands still until somebody acts.
  private struct Stuck: Error {
    let message: String
  }

  /// An incident of before may have been seen to.
  private func demandThatItGoesOn(_ id: String, _ entry: JSON, _ client: DaemonClient) async throws {
    guard entry["type"] == "incident.opened", entry["data"]?["blocks"] == true else { return }
    let instance = try await client.get("/v1/instances/\(DaemonClient.segment(id))").body
    guard instance["stuck"] == true else { return }
    throw Stuck(message: entry["data"]?["message"]?.string ?? "")
  }

  private func show(_ instance: JSON, isNew: Bool) {
    if format.isJSON { return Console.out(instance.text) }
    let words = isNew ? "" : " (it existed before)"
    Console.out("\(instance["id"]?.string ?? "") \(instance["status"]?.string ?? "")\(words)")
  }
}
