import ArgumentParser
import SkaldValue

/// `skald schedule set`.
struct ScheduleSetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Make a schedule, or replace the one of that name.",
    discussion: """
      What is not said is as it is by default, not as it was. The same again changes nothing.

      Example:
        skald schedule set nightly --saga close-day --cron "0 2 * * *" --zone Europe/Berlin \\
          --input @input.json --time-field day --overlap skip --catch-up 1h
      """)

  @Argument(help: "The schedule's name.")
  var name: String

  @Option(help: "The saga that begins.")
  var saga: String

  @Option(help: "The times: five fields, or a name such as @daily.")
  var cron: String

  @Option(help: "The zone in which they are read, such as Europe/Berlin; UTC where nothing is said.")
  var zone: String?

  @Option(help: "The input of each instance: JSON, or @file.")
  var input: String?

  @Option(help: "The field of the input that is given the time for which an instance begins.")
  var timeField: String?

  @Option(help: "How keys are made, with {name} and {time}; {name}@{time} where nothing is said.")
  var key: String?

  @Option(help: "While the last instance is live: skip a time, allow another instance, or buffer one.")
  var overlap: String?

  @Option(help: "How late an instance may begin, such as 1h; 5m where nothing is said.")
  var catchUp: String?

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    var body = JSONObject([("saga", .string(saga)), ("cron", .string(cron))])
    if let input { body["input"] = try JSONArgument.value(input, of: "--input") }
    let texts = [
      ("zone", zone), ("timeField", timeField), ("key", key), ("overlap", overlap), ("catchUp", catchUp),
    ]
    for (name, text) in texts { if let text { body[name] = .string(text) } }
    let answer = try await daemon.client.put(ScheduleCommand.path(name), .object(body))
    if format.isJSON { return Console.out(answer.body.text) }
    let next = "next \(answer.body["next"]?.array?.first?.string ?? "never")"
    let isPaused = answer.body["paused"] == true
    Console.out("\(name): \(answer.status == 201 ? "made" : "replaced"), \(isPaused ? "rests" : next)")
  }
}
