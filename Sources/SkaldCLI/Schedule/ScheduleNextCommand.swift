import ArgumentParser
import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue

/// `skald schedule next`: the next times of an expression, without a daemon.
struct ScheduleNextCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: "Print the next times of a cron expression; needs no daemon.",
    discussion: """
      Each as clocks in the zone show it, and in UTC.

      Example:
        skald schedule next "0 2 * * *" --zone Europe/Berlin
        skald schedule next "30 2 * * SUN" --zone America/New_York --from 2027-03-01T00:00:00Z --count 3
      """)

  @Argument(help: "Five fields, or a name such as @daily.")
  var cron: String

  @Option(help: "The zone in which they are read.")
  var zone = "UTC"

  @Option(help: "How many.")
  var count = 5

  @Option(help: "After this time, such as 2027-03-01T00:00:00Z, instead of now.")
  var from: String?

  @OptionGroup var format: FormatOption

  func validate() throws {
    guard (1...1000).contains(count) else { throw ValidationError("--count: expected 1 to 1000") }
  }

  func run() async throws {
    let expression: CronExpression
    do throws(CronFault) { expression = try CronExpression(cron) } catch {
      throw CommandFault.misuse(error.description)
    }
    let rules: any TimeZoneRules
    do throws(TimeZoneFault) { rules = try ZoneDirectory().zone(named: zone) } catch {
      throw CommandFault.misuse("--zone: \(error.message)")
    }
    let times = expression.times(after: try start, in: rules, count: count)
    guard !format.isJSON else {
      let list = times.map { time in
        JSON.object(JSONObject([("local", .string(Self.local(time, rules))), ("utc", .string(time.text))]))
      }
      return Console.out(JSON.array(list).text)
    }
    for time in times { Console.out("\(Self.local(time, rules))  \(time.text)") }
  }

  private var start: Timestamp {
    get throws {
      guard let from else { return SystemTime().now() }
      guard let time = Timestamp(text: from) else {
        throw CommandFault.misuse("--from: expected a time such as 2027-03-01T00:00:00Z")
      }
      return time
    }
  }

  /// As clocks in the zone show it, with how far they are ahead.
  private static func local(_ time: Timestamp, _ zone: any TimeZoneRules) -> String {
    let offset = zone.offset(at: time.milliseconds / 1000)
    let shown = Timestamp(milliseconds: time.milliseconds + offset * 1000).text.dropLast(5)
    let minutes = abs(offset) / 60
    let digits = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return "\(shown)\(offset < 0 ? "-" : "+")\(digits[0]):\(digits[1])"
  }
}
