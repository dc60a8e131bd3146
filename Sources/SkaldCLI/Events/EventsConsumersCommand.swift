import ArgumentParser
import SkaldValue

/// `skald events consumers`.
struct EventsConsumersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consumers", abstract: "List who takes events, sinks and participants, and how far behind he is.",
    discussion: """
      Example:
        skald events consumers
        skald events consumers webhook
      """)

  @Argument(help: "A sink, to list the keys that it does not take.")
  var sink: String?

  @Option(help: "At most so many keys.")
  var limit = 50

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    if let sink { return try await showKeys(of: sink) }
    let body = try await daemon.client.get("/v1/consumers").body
    if format.isJSON { return Console.out(body.text) }
    var table = TextTable(["NAME", "KIND", "POSITION", "LAG", "OLDEST", "BLOCKED KEYS", "HELD", "DEAD", "ON POISON"])
    for consumer in body["consumers"]?.array ?? [] { table.add(Self.columns(consumer)) }
    Console.out(table.text)
  }

  private static func columns(_ consumer: JSON) -> [String] {
    let lag = "\(consumer["lag"]?.int ?? 0)" + (consumer["atLeast"]?.bool == true ? "+" : "")
    return [
      consumer["name"]?.string ?? "", consumer["kind"]?.string ?? "", "\(consumer["position"]?.int ?? 0)", lag,
      consumer["oldestAt"]?.string ?? "", "\(consumer["blockedKeys"]?.int ?? 0)",
      "\(consumer["heldMessages"]?.int ?? 0)", consumer["deadLetters"]?.int.map { "\($0)" } ?? "",
      consumer["onPoison"]?.string ?? "",
    ]
  }

  private func showKeys(of sink: String) async throws {
    let path = "/v1/consumers/\(DaemonClient.segment(sink))" + DaemonClient.query([("limit", String(limit))])
    let body = try await daemon.client.get(path).body
    if format.isJSON { return Console.out(body.text) }
    var table = TextTable(["KEY", "STATE", "MESSAGES", "FIRST", "ATTEMPTS", "NEXT", "ERROR"])
    for key in body["keys"]?.array ?? [] {
      table.add([
        key["key"]?.string ?? "", key["state"]?.string ?? "", "\(key["messages"]?.int ?? 0)",
        key["first"]?.string ?? "", "\(key["attempts"]?.int ?? 0)", key["nextAttemptAt"]?.string ?? "",
        key["error"]?.string ?? "",
      ])
    }
    Console.out(table.text)
  }
}
