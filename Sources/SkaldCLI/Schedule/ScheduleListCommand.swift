import ArgumentParser
import SkaldValue

/// `skald schedule list`.
struct ScheduleListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the schedules, with what became of their times.",
    discussion: """
      Example:
        skald schedule list
      """)

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let body = try await daemon.client.get("/v1/schedules").body
    if format.isJSON { return Console.out(body.text) }
    var table = TextTable([
      "NAME", "SAGA", "CRON", "ZONE", "OVERLAP", "NEXT", "LAST", "STARTED", "SKIPPED", "MISSED", "FAILED",
    ])
    for schedule in body["schedules"]?.array ?? [] {
      let texts = ["name", "saga", "cron", "zone", "overlap"].map { schedule[$0]?.string ?? "" }
      let counts = ["started", "skipped", "missed", "failed"].map { "\(schedule["counts"]?[$0]?.int ?? 0)" }
      table.add(texts + [Self.next(schedule), schedule["lastAt"]?.string ?? ""] + counts)
    }
    Console.out(table.text)
  }

  /// The next time, or why there is none.
  private static func next(_ schedule: JSON) -> String {
    if schedule["paused"] == true { return "paused" }
    if schedule["fault"]?.string != nil { return "stands still" }
    return schedule["next"]?.array?.first?.string ?? ""
  }
}

/// `skald schedule show`.
struct ScheduleShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a schedule, with its next times.",
    discussion: """
      Example:
        skald schedule show nightly
      """)

  @Argument(help: "The schedule's name.")
  var name: String

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let schedule = try await daemon.client.get(ScheduleCommand.path(name)).body
    Console.out(format.isJSON ? schedule.text : Self.text(schedule))
  }

  /// A line for each field that says something.
  static func text(_ schedule: JSON) -> String {
    var table = TextTable(["name", schedule["name"]?.string ?? ""])
    for field in ["saga", "cron", "zone", "overlap", "catchUp", "timeField", "key", "fault", "waiting", "lastAt"] {
      if let text = schedule[field]?.string { table.add([field, text]) }
    }
    if let last = schedule["lastInstance"]?.string { table.add(["lastInstance", last]) }
    if let input = schedule["input"], input != .object(JSONObject()) { table.add(["input", input.text]) }
    let counts = ["started", "skipped", "missed", "failed"].map { "\(schedule["counts"]?[$0]?.int ?? 0) \($0)" }
    table.add(["counts", counts.joined(separator: ", ")])
    table.add(["changed", "\(schedule["changedAt"]?.string ?? "") by \(schedule["changedBy"]?.string ?? "")"])
    if schedule["paused"] == true { table.add(["paused", "true"]) }
    for (index, time) in (schedule["next"]?.array ?? []).enumerated() {
      table.add([index == 0 ? "next" : "", time.string ?? ""])
    }
    return table.text
  }
}
