import ArgumentParser
import SkaldValue

/// `skald audit`: what people did.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "List what people did, newest first.",
    discussion: """
      Every act on an instance, a handler, a definition or the daemon: who, what, why. Each entry is sealed with a digest
      over it and all before it; `skald fsck` finds whether one was changed.

      Example:
        skald audit --target 01JQ8Z5T3K9M2N4P6R7S8T9V0W
      """)

  @Option(help: "Only of this person or program.")
  var actor: String?

  @Option(help: "Only about this: the id of an instance, the name of a handler, of a definition.")
  var target: String?

  @OptionGroup var paging: PageOptions
  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let query = DaemonClient.query([("actor", actor), ("target", target)] + paging.query)
    let page = try await daemon.client.get("/v1/audit" + query).body
    if format.isJSON { return Console.out(page.text) }
    var table = TextTable(["NUMBER", "AT", "ACTOR", "ACTION", "TARGET", "REASON"])
    for entry in page["entries"]?.array ?? [] {
      let texts = [entry["at"], entry["actor"], entry["action"], entry["target"], entry["reason"]]
      table.add([entry["number"]?.int.map(String.init) ?? ""] + texts.map { $0?.string ?? "" })
    }
    Console.out(table.text)
    PageOptions.tellMore(page)
  }
}
