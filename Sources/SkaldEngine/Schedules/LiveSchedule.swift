import SkaldCore
import SkaldRuntime
import SkaldValue

/// A schedule with what its texts stand for.
struct LiveSchedule {
  /// How many times begin an instance at once, with ``ScheduleRow/Overlap/allow``; older ones are missed.
  static let startsMax = 100
  /// How many missed times are counted of one stretch: the others are passed over.
  static let missedMax = 100_000

  var row: ScheduleRow
  /// Its expression and its zone; nil where they cannot be read any more.
  let calendar: (cron: CronExpression, zone: any TimeZoneRules)?
  /// Why they cannot be read.
  let fault: String?

  init(_ row: ScheduleRow, zones: any TimeZoneSource) {
    self.row = row
    do throws(ScheduleFault) {
      calendar = try Self.calendar(of: row.plan, zones)
      fault = nil
    } catch {
      calendar = nil
      fault = error.message
    }
    plan()
  }

  /// Reads a plan's expression and zone.
  static func calendar(
    of plan: ScheduleRow.Plan, _ zones: any TimeZoneSource
  ) throws(ScheduleFault) -> (cron: CronExpression, zone: any TimeZoneRules) {
    let cron: CronExpression
    do throws(CronFault) { cron = try CronExpression(plan.cron) } catch {
      throw ScheduleFault(path: "cron", message: error.description)
    }
    do throws(TimeZoneFault) { return (cron, try zones.zone(named: plan.zone)) } catch {
      throw ScheduleFault(path: "zone", message: error.message)
    }
  }

  /// When it fires next; nil while it rests.
  var wake: Timestamp? { row.isPaused ? nil : row.nextAt }

  /// Finds the next time anew.
  mutating func plan() {
    row.nextAt = calendar.flatMap { $0.cron.next(after: row.decidedUntil, in: $0.zone) }
  }

  /// The times that came since the last look: those that are made up for, and how many of the others.
  func due(at now: Timestamp) -> (times: [Timestamp], missed: Int64) {
    guard let calendar else { return ([], 0) }
    let oldest = now + Milliseconds(-row.plan.catchUp.count)
    var times: [Timestamp] = []
    var missed = 0
    var last = row.decidedUntil
    while let next = calendar.cron.next(after: last, in: calendar.zone), next <= now {
      last = next
      guard next < oldest else {
        times.append(next)
        continue
      }
      missed += 1
      if missed == Self.missedMax { last = oldest + Milliseconds(-1) }
    }
    let wanted = times.suffix(row.plan.overlap == .allow ? Self.startsMax : 1)
    return (Array(wanted), Int64(missed + times.count - wanted.count))
  }
}

/// Where a plan is wrong.
struct ScheduleFault: Error {
  let path: String
  let message: String
}

extension ScheduleRow {
  /// The key of the instance of a time.
  func key(at time: Timestamp) -> String {
    var text = ""
    var rest = Substring(plan.key ?? "{name}@{time}")
    while let brace = rest.firstIndex(of: "{") {
      text += rest[..<brace]
      rest = rest[brace...]
      let value = rest.hasPrefix("{name}") ? name : rest.hasPrefix("{time}") ? Self.text(of: time) : "{"
      text += value
      rest = rest.dropFirst(value == "{" ? 1 : 6)
    }
    return text + rest
  }

  /// The input of the instance of a time.
  func input(at time: Timestamp) -> JSON {
    guard let field = plan.timeField, var object = plan.input.object else { return plan.input }
    object[field] = .string(Self.text(of: time))
    return .object(object)
  }

  /// A time as ISO 8601 writes it, in UTC; milliseconds only where there are any.
  private static func text(of time: Timestamp) -> String {
    time.milliseconds % 1000 == 0 ? time.text.dropLast(5) + "Z" : time.text
  }
}
