import ArgumentParser
import SkaldValue

/// `skald list`: lists instances.
struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List instances, newest first.",
    discussion: """
      Example:
        skald list --saga place-order --status running
        skald list --label customer=42 --label urgent
        skald list --where 'status == "running" && failing && age > duration("1h")'
      """)

  @Option(help: "Only of this saga.")
  var saga: String?

  @Option(help: "Only with this status: running, compensating, completed, compensated, failed, terminated.")
  var status: String?

  @Option(help: "Only with this key.")
  var key: String?

  @Option(parsing: .singleValue, help: "Only with this label, NAME=VALUE or NAME with any value; repeatable.")
  var label: [String] = []

  @Option(
    help: """
      Only such that fulfil this condition on saga, version, status, key, stuck, failing, step, code, createdAt,
      updatedAt and age, in CEL.
      """)
  var `where`: String?

  @OptionGroup var paging: PageOptions
  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let page = try await page()
    if format.isJSON { return Console.out(page.text) }
    var table = TextTable(["ID", "SAGA", "KEY", "STATUS", "STEP", "CODE", "STARTED"])
    for instance in page["instances"]?.array ?? [] {
      let flags = ["stuck", "failing", "paused"].filter { instance[$0]?.bool == true }
      let status = instance["status"]?.string ?? ""
      table.add([
        instance["id"]?.string ?? "", instance["saga"]?.string ?? "", instance["key"]?.string ?? "",
        flags.isEmpty ? status : "\(status) (\(flags.joined(separator: ", ")))", instance["step"]?.string ?? "",
        instance["code"]?.string ?? "", instance["createdAt"]?.string ?? "",
      ])
    }
    Console.out(table.text)
    PageOptions.tellMore(page)
  }

  /// As many instances as were asked for: the daemon gives fewer where a search takes long, and says where it goes on.
  private func page() async throws -> JSON {
    var instances: [JSON] = []
    var next = paging.after
    var pages = 0
    repeat {
      let query = DaemonClient.query(
        [
          ("saga", saga), ("status", status), ("key", key), ("where", self.where), ("after", next),
          ("limit", String(min(paging.limit - instances.count, Self.pageMax))),
        ] + label.map { ("label", $0) })
      let page = try await daemon.client.get("/v1/instances" + query).body
      instances += page["instances"]?.array ?? []
      next = page["next"]?.string
      pages += 1
    } while next != nil && instances.count < paging.limit && pages < Self.pagesMax
    return ["instances": .array(instances), "next": next.map { .string($0) } ?? .null]
  }

  /// The most that a daemon gives at once.
  private static let pageMax = 500
  /// So many pages go through some ten million instances.
  private static let pagesMax = 1000
}
