import ArgumentParser
import SkaldRuntime
import SkaldValue

/// `skald watch`: follows an instance.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Follow an instance or a flow from its start to its end, as it happens.",
    discussion: """
      On a terminal: a line a step, with when it ran, how often it was tried, and what became of it, drawn anew as things
      happen. Elsewhere, and with NO_COLOR: a line an entry. A daemon that goes away is waited for, half a minute.

      Example:
        skald watch 01JD9Z3X7M0000000000000001
        skald watch place-order-by-events/123456
      """)

  @Argument(help: "The instance's id, or CHOREOGRAPHY/KEY.")
  var id: String

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    if let flow = FlowName(id) { return try await watch(flow) }
    guard format.isJSON || !Console.isColourful else { return try await watchLive() }
    var timeline = Timeline()
    try await daemon.client.follow(id) { entry in
      if format.isJSON { return Console.out(entry.text) }
      if let line = timeline.line(entry) { Console.out(line) }
    }
  }

  /// Tells what is new of a flow until all its participants have ended.
  private func watch(_ flow: FlowName) async throws {
    var timeline = FlowTimeline(isJSON: format.isJSON)
    var (isKnown, failures) = (false, 0)
    while true {
      do {
        let history = try await daemon.client.get(flow.path + "/history").body
        (isKnown, failures) = (true, 0)
        timeline.tell(history)
        let isWhole = history["unreachable"]?.array?.isEmpty ?? true
        guard !isWhole || history["status"] == "running" || history["status"] == "stuck" else { return }
      } catch let fault as CommandFault where isKnown {
        try DaemonClient.outlast(fault, &failures)
      }
      try await Task.sleep(for: .seconds(1))
    }
  }

  /// Draws the instance over itself until it has ended.
  private func watchLive() async throws {
    let screen = WatchScreen { SystemTime().now() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        while true {
          try await Task.sleep(for: .seconds(1))
          screen.draw()
        }
      }
      try await daemon.client.follow(id) { entry in screen.take(entry) }
      group.cancelAll()
    }
  }
}
