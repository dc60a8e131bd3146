import ArgumentParser
import SkaldValue

/// `skald flows`: the flows of a choreography.
struct FlowsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flows", abstract: "List the flows of a choreography, the latest first, or the choreographies.",
    discussion: """
      Example:
        skald flows
        skald flows place-order-by-events
      """)

  @Argument(help: "The choreography; without it the choreographies that run are listed.")
  var choreography: String?

  @OptionGroup var paging: PageOptions
  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    guard let choreography else { return try await listChoreographies() }
    let query = DaemonClient.query(paging.query)
    let page = try await daemon.client.get("/v1/flows/\(DaemonClient.segment(choreography))" + query).body
    if format.isJSON { return Console.out(page.text) }
    var table = TextTable(["KEY", "STATUS", "SINCE", "LAST", "WAITS FOR"])
    for flow in page["flows"]?.array ?? [] {
      let needs = (flow["needs"]?.array ?? []).map { need in
        "an operator at \(need["participant"]?.string ?? "") \(need["step"]?.string ?? "")"
      }
      let status = (flow["status"]?.string ?? "") + (flow["overdue"]?.bool == true ? ", overdue" : "")
      table.add([
        flow["key"]?.string ?? "", status, flow["startedAt"]?.string ?? "", flow["updatedAt"]?.string ?? "",
        needs.joined(separator: "; "),
      ])
    }
    Console.out(table.text)
    PageOptions.tellMore(page)
  }

  private func listChoreographies() async throws {
    let body = try await daemon.client.get("/v1/flows").body
    if format.isJSON { return Console.out(body.text) }
    for name in body["choreographies"]?.array ?? [] { Console.out(name.string ?? "") }
  }
}
