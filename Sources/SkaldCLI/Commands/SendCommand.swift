import ArgumentParser
import FoundationEssentials
import SkaldValue

/// `skald send`: sends an event to a daemon.
struct SendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send", abstract: "Send an event.",
    discussion: """
      Example:
        skald send delivery.started.v1 --data '{"orderId": 1, "deliveryId": "d-1"}'
      """)

  @Argument(help: "The event's name.")
  var event: String

  @Option(help: "The event's data: JSON, or @file.")
  var data: String

  @Option(help: "The event's id; an event with an id that was seen before changes nothing.")
  var id: String?

  @Option(help: "Where it comes from; id and source together name an event.")
  var source = "/skald/cli"

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let id = id ?? UUID().uuidString.lowercased()
    let body: JSON = [
      "specversion": "1.0", "id": .string(id), "source": .string(source), "type": .string(event),
      "datacontenttype": "application/json", "data": try JSONArgument.value(data, of: "--data"),
    ]
    let headers = [("content-type", "application/cloudevents+json")]
    let answer = try await daemon.client.post("/v1/events", body, headers: headers)
    let isNew = answer.status == 202
    if format.isJSON { return Console.out(JSON.object(JSONObject([("id", .string(id)), ("new", .bool(isNew))])).text) }
    Console.out(isNew ? "stored \(id)" : "\(id) was stored before")
  }
}
