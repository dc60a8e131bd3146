import ArgumentParser
import SkaldValue

/// `skald schedule`: sagas that begin at recurring times.
struct ScheduleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule", abstract: "Have sagas begin at recurring times, and look after that.",
    discussion: """
      Times are cron expressions: minute, hour, day of month, month, day of week; or @hourly, @daily, @weekly, @monthly,
      @yearly. They are read in a zone of the IANA database.

      Example:
        skald schedule set nightly --saga close-day --cron "0 2 * * *" --zone Europe/Berlin
        skald schedule list
        skald schedule next "0 2 * * *" --zone Europe/Berlin
      """,
    subcommands: [
      ScheduleListCommand.self, ScheduleShowCommand.self, ScheduleSetCommand.self, ScheduleDeleteCommand.self,
      SchedulePauseCommand.self, ScheduleResumeCommand.self, ScheduleTriggerCommand.self, ScheduleNextCommand.self,
    ],
    defaultSubcommand: ScheduleListCommand.self)

  /// Where a schedule is at the daemon.
  static func path(_ name: String, _ verb: String? = nil) -> String {
    "/v1/schedules/\(DaemonClient.segment(name))" + (verb.map { "/\($0)" } ?? "")
  }
}
