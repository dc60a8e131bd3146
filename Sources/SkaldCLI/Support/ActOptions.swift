import ArgumentParser
import SkaldValue

/// What the commands have in common by which operators act on whole instances.
struct ActOptions: ParsableArguments {
  @OptionGroup var choice: InstanceChoice

  @Option(help: "Why; it stands in the history, and is needed where something is given up.")
  var reason = ""

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  /// Asks the daemon for each instance, and tells what became of it.
  func run(_ verb: String, done: String, step: String? = nil, _ fields: [(String, JSON)] = []) async throws {
    var body = JSONObject(fields)
    if !reason.isEmpty { body["reason"] = .string(reason) }
    if let step { body["step"] = .string(step) }
    let client = daemon.client
    try await choice.forEach(client) { id in
      let answer = try await client.post("/v1/instances/\(DaemonClient.segment(id))/\(verb)", .object(body))
      if format.isJSON {
        return Console.out(answer.body.text)
      }
      Console.out("\(id): \(step.map { "\($0) " } ?? "")\(done)")
      for left in answer.body["residue"]?.array ?? [] { Console.out("  \(left.string ?? "") keeps its effect") }
    }
  }
}

/// What the commands have in common by which operators act on one step.
struct StepActOptions: ParsableArguments {
  @Option(help: "The step, in a loop with the item or the round, such as charge#2; else the one that stands still.")
  var step: String?

  @OptionGroup var act: ActOptions

  /// As ``ActOptions/run(_:done:step:_:)``, for the step.
  func run(_ verb: String, done: String, _ fields: [(String, JSON)] = []) async throws {
    try await act.run(verb, done: done, step: step, fields)
  }
}
