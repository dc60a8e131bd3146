import ArgumentParser
import SkaldValue

/// What the commands have in common that do something with schedules.
struct ScheduleActOptions: ParsableArguments {
  @Argument(help: "The names of the schedules.")
  var names: [String]

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run(_ verb: String, done: (JSON) -> String) async throws {
    for name in names {
      let answer = try await daemon.client.post(ScheduleCommand.path(name, verb), .object(JSONObject())).body
      Console.out(format.isJSON ? answer.text : "\(name): \(done(answer))")
    }
  }
}

/// `skald schedule pause`.
struct SchedulePauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Let schedules rest: nothing begins until they are resumed.",
    discussion: """
      Example:
        skald schedule pause nightly
      """)

  @OptionGroup var act: ScheduleActOptions

  func run() async throws { try await act.run("pause") { _ in "rests" } }
}

/// `skald schedule resume`.
struct ScheduleResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Let schedules go on, without the times of their rest.",
    discussion: """
      Example:
        skald schedule resume nightly
      """)

  @OptionGroup var act: ScheduleActOptions

  func run() async throws {
    try await act.run("resume") { "goes on, next \($0["next"]?.array?.first?.string ?? "never")" }
  }
}

/// `skald schedule trigger`.
struct ScheduleTriggerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trigger", abstract: "Begin an instance of schedules now, beside their times.",
    discussion: """
      Example:
        skald schedule trigger nightly
      """)

  @OptionGroup var act: ScheduleActOptions

  func run() async throws { try await act.run("trigger") { "began \($0["id"]?.string ?? "")" } }
}

/// `skald schedule delete`.
struct ScheduleDeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete schedules; their instances go on.",
    discussion: """
      Example:
        skald schedule delete nightly
      """)

  @OptionGroup var act: ScheduleActOptions

  func run() async throws {
    for name in act.names {
      let answer = try await act.daemon.client.delete(ScheduleCommand.path(name)).body
      Console.out(act.format.isJSON ? answer.text : "\(name): deleted")
    }
  }
}
