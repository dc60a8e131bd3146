import ArgumentParser
import SkaldValue

/// `skald events topics`.
struct EventsTopicsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topics", abstract: "List the topics, with their types and keys and who emits and hears them.",
    discussion: """
      Counts are of the newest messages; a + says that there are older ones.

      Example:
        skald events topics
      """)

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let body = try await daemon.client.get("/v1/topics").body
    if format.isJSON { return Console.out(body.text) }
    var table = TextTable(["TOPIC", "TYPE", "KEY", "EMITTED BY", "HEARD BY", "EMITTED", "RECEIVED", "LAST"])
    for topic in body["topics"]?.array ?? [] {
      let name = topic["topic"]?.string ?? ""
      let messages = topic["messages"]
      let more = messages?["atLeast"]?.bool == true ? "+" : ""
      let traffic = [
        "\(messages?["emitted"]?.int ?? 0)\(more)", "\(messages?["received"]?.int ?? 0)\(more)",
        topic["lastAt"]?.string ?? "",
      ]
      let types = topic["types"]?.array ?? []
      if types.isEmpty { table.add([name, "", "", "", ""] + traffic) }
      for (index, type) in types.enumerated() {
        let columns = [
          type["type"]?.string ?? "", type["key"]?.string ?? "", names(type["emittedBy"]), names(type["heardBy"]),
        ]
        table.add([index == 0 ? name : ""] + columns + (index == 0 ? traffic : ["", "", ""]))
      }
    }
    Console.out(table.text)
  }

  private func names(_ list: JSON?) -> String { (list?.array ?? []).compactMap(\.string).joined(separator: ", ") }
}
