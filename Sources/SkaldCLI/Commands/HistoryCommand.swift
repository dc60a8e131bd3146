import ArgumentParser
import SkaldValue

/// `skald history`: what happened to an instance.
struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Tell what happened to an instance or a flow, from its journal.",
    discussion: """
      Example:
        skald history 01JD9Z3X7M0000000000000001
        skald history place-order-by-events/123456
      """)

  @Argument(help: "The instance's id, or CHOREOGRAPHY/KEY.")
  var id: String

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    if let flow = FlowName(id) {
      let history = try await daemon.client.get(flow.path + "/history").body
      if format.isJSON { return Console.out(history.text) }
      var timeline = FlowTimeline()
      timeline.tell(history)
      return
    }
    let history = try await daemon.client.get("/v1/instances/\(DaemonClient.segment(id))/history").body
    if format.isJSON { return Console.out(history.text) }
    var timeline = Timeline()
    for entry in history["events"]?.array ?? [] {
      if let line = timeline.line(entry) { Console.out(line) }
    }
  }
}
