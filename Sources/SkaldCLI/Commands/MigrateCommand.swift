import ArgumentParser
import SkaldValue

/// `skald migrate`: lets live instances follow another version of their saga.
struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Let live instances follow another version of their saga.",
    discussion: """
      An instance can follow another version where only steps differ that it has not reached: what it reached must keep
      its place, its kind, its undo and the shape of its result. Those that cannot stay as they are, and the answer says
      why. Exits with 1 where there are any.

      Example:
        skald migrate place-order --to 4 --dry-run
        skald migrate place-order --to 4 --where 'step == "wait-courier"' --reason "the courier has a new interface"
      """)

  @Argument(help: "The saga.")
  var saga: String

  @Argument(help: "The instances' ids; else all live ones that follow another version.")
  var ids: [String] = []

  @Option(help: "The version that they are to follow; else the one that new instances follow.")
  var to: Int?

  @Option(help: "Only instances of this version.")
  var from: Int?

  @Option(name: .customLong("where"), help: "Only instances that fulfil this condition, as `list --where` takes it.")
  var condition: String?

  @Flag(help: "Say what would happen, and do nothing.")
  var dryRun = false

  @Option(help: "Why; it stands in the histories.")
  var reason = ""

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func validate() throws {
    guard ids.isEmpty || condition == nil else {
      throw ValidationError("name instances, or say --where; not both")
    }
    guard dryRun || !reason.isEmpty else { throw ValidationError("say why with --reason, or try with --dry-run") }
  }

  func run() async throws {
    var body = JSONObject([("dryRun", .bool(dryRun))])
    if let to { body["to"] = .int(Int64(to)) }
    if let from { body["from"] = .int(Int64(from)) }
    if let condition { body["where"] = .string(condition) }
    if !ids.isEmpty { body["ids"] = .array(ids.map { .string($0) }) }
    if !reason.isEmpty { body["reason"] = .string(reason) }
    let path = "/v1/definitions/\(DaemonClient.segment(saga))/migrate"
    let answer = try await daemon.client.post(path, .object(body)).body
    let outcomes = answer["instances"]?.array ?? []
    if format.isJSON { Console.out(answer.text) } else { tell(outcomes, answer["version"]?.int ?? 0) }
    if outcomes.contains(where: { $0["possible"]?.bool == false }) { throw ExitCode(1) }
  }

  private func tell(_ outcomes: [JSON], _ version: Int64) {
    for outcome in outcomes {
      let id = outcome["id"]?.string ?? ""
      if let obstacle = outcome["obstacle"]?.string {
        Console.out("\(id): stays as it is: \(obstacle)")
      } else {
        Console.out("\(id): \(dryRun ? "could follow" : "follows") version \(version)")
      }
    }
    let count = outcomes.count { $0["possible"]?.bool == true }
    Console.err("\(count) of \(outcomes.count) instances \(dryRun ? "could follow" : "follow") version \(version)")
  }
}
