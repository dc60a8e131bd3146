import ArgumentParser
import SkaldValue

/// `skald handlers`: how the handlers stand, and holding one back.
struct HandlersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handlers", abstract: "Show the handlers: calls under way and waiting; pause or resume some.",
    discussion: """
      A handler is a service, or one operation of it. The calls of a paused one wait, each until its time limit. A pause
      ends with the daemon.

      Example:
        skald handlers --pause payment
      """)

  @Option(parsing: .singleValue, help: "Hold back the calls of a service or an operation; repeatable.")
  var pause: [String] = []

  @Option(parsing: .singleValue, help: "Let the calls of a paused one go on; repeatable.")
  var resume: [String] = []

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    for (names, verb) in [(pause, "pause"), (resume, "resume")] {
      for name in names {
        _ = try await daemon.client.post("/v1/handlers/\(DaemonClient.segment(name))/\(verb)", .object(JSONObject()))
      }
    }
    let body = try await daemon.client.get("/v1/handlers").body
    Console.out(format.isJSON ? body.text : Self.table(body["handlers"]?.array ?? []))
  }

  private static func table(_ handlers: [JSON]) -> String {
    var table = TextTable(["HANDLER", "IN FLIGHT", "WAITING", "STATE", "LIMIT"])
    for handler in handlers {
      table.add([
        handler["name"]?.string ?? "", "\(handler["inFlight"]?.int ?? 0)", "\(handler["waiting"]?.int ?? 0)",
        state(of: handler), limit(of: handler),
      ])
    }
    return table.text
  }

  private static func state(of handler: JSON) -> String {
    if handler["paused"]?.bool == true { return "paused" }
    switch handler["breaker"]?.string {
    case "open": return "does not answer, next try \(handler["retryAt"]?.string ?? "")"
    case "probing": return "does not answer, is being tried"
    default: return "open"
    }
  }

  private static func limit(of handler: JSON) -> String {
    let members = handler["limit"]?.object?.members ?? []
    return members.map { "\($0.name) \($0.value.string ?? $0.value.text)" }.joined(separator: ", ")
  }
}
