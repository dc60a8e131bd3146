import ArgumentParser
import SkaldValue

/// `skald list`: lists instances.
struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List instances, newest first.",
    discussion: """
      Example:
        skald list --saga place-order --status running
      """)

  @Option(help: "Only of this saga.")
  var saga: String?

  @Option(help: "Only with this status: running, compensating, completed, compensated, failed, terminated.")
  var status: String?

  @Option(help: "Only with this key.")
  var key: String?

  @Option(help: "At most so many.")
  var limit = 50

  @Option(help: "Go on behind a page: the cursor that it ended with.")
  var after: String?

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let query = DaemonClient.query([
      ("saga", saga), ("status", status), ("key", key), ("limit", String(limit)), ("after", after),
    ])
    let page = try await daemon.client.get("/v1/instances" + query).body
    if format.isJSON { return Console.out(page.text) }
    var table = TextTable(["ID", "SAGA", "KEY", "STATUS", "STARTED"])
    for instance in page["instances"]?.array ?? [] {
      let stuck = instance["stuck"]?.bool == true ? " (stuck)" : ""
      table.add([
        instance["id"]?.string ?? "", instance["saga"]?.string ?? "", instance["key"]?.string ?? "",
        (instance["status"]?.string ?? "") + stuck, instance["createdAt"]?.string ?? "",
      ])
    }
    Console.out(table.text)
    if let next = page["next"]?.string { Console.err("more: --after \(next)") }
  }
}
