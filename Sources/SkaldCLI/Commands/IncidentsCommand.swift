import ArgumentParser
import SkaldValue

/// `skald incidents`: what is the matter, with all instances in one list.
struct IncidentsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "incidents", abstract: "List what is the matter, oldest first.",
    discussion: """
      Those that block hold something up until somebody acts. What does not end by itself, such as what an ended instance
      left, is taken off the list by --settle.

      Example:
        skald incidents --kind handler_blocked
        skald incidents --settle 17
      """)

  @Option(help: "Only of this saga.")
  var saga: String?

  @Option(help: "Only of this kind.")
  var kind: String?

  @OptionGroup var paging: PageOptions

  @Option(parsing: .singleValue, help: "Take an incident off the list that does not end by itself; repeatable.")
  var settle: [Int64] = []

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    guard settle.isEmpty else {
      for number in settle { _ = try await daemon.client.post("/v1/incidents/\(number)/settle", .object(JSONObject())) }
      return
    }
    let query = DaemonClient.query([("saga", saga), ("kind", kind)] + paging.query)
    let page = try await daemon.client.get("/v1/incidents" + query).body
    if format.isJSON { return Console.out(page.text) }
    var table = TextTable(["NUMBER", "SINCE", "INSTANCE", "SAGA", "KIND", "STEP", "MESSAGE"])
    for incident in page["incidents"]?.array ?? [] {
      let kind = (incident["kind"]?.string ?? "") + (incident["blocks"]?.bool == true ? " (blocks)" : "")
      table.add(
        [incident["id"], incident["openedAt"], incident["instance"], incident["saga"]].map { $0?.string ?? "" }
          + [kind, incident["step"]?.string ?? "", incident["message"]?.string ?? ""])
    }
    Console.out(table.text)
    PageOptions.tellMore(page)
  }
}
