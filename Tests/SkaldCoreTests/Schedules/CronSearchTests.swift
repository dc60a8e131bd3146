import Foundation
import SkaldValue
import Testing

@testable import SkaldCore

/// What the values of the fields are, written out.
struct PlainCron: Sendable, CustomTestStringConvertible {
  let text: String
  var minutes: Set<Int> = Set(0...59)
  var hours: Set<Int> = Set(0...23)
  var days: Set<Int> = Set(1...31)
  var months: Set<Int> = Set(1...12)
  var weekdays: Set<Int> = Set(0...6)
  var isContinuous = false
  var isEither = false
  var testDescription: String { text }

  static let all: [PlainCron] = [
    // Every minute of the days on which clocks are set: Sundays, and in Kathmandu a Wednesday.
    PlainCron(text: "* * * * SUN,WED", weekdays: [0, 3], isContinuous: true),
    PlainCron(text: "*/7 * * * *", minutes: Set(stride(from: 0, to: 60, by: 7)), isContinuous: true),
    PlainCron(text: "0 */2 * * *", minutes: [0], hours: Set(stride(from: 0, to: 24, by: 2)), isContinuous: true),
    PlainCron(text: "* 1-2 * * SUN", hours: [1, 2], weekdays: [0], isContinuous: true),
    PlainCron(text: "15 2 * * *", minutes: [15], hours: [2]),
    PlainCron(text: "0,30 1-3 * * *", minutes: [0, 30], hours: [1, 2, 3]),
    PlainCron(text: "59 1 * * 7", minutes: [59], hours: [1], weekdays: [0]),
    PlainCron(text: "0-59 0-23 * * SUN,WED", weekdays: [0, 3]),
    PlainCron(text: "45 23 31 * *", minutes: [45], hours: [23], days: [31]),
    PlainCron(
      text: "0 2 29 2,3 SUN", minutes: [0], hours: [2], days: [29], months: [2, 3], weekdays: [0], isEither: true),
    PlainCron(text: "30 2 1-7 MAR,NOV,OCT *", minutes: [30], hours: [2], days: Set(1...7), months: [3, 10, 11]),
  ]

  func namesMinute(_ local: Int) -> Bool {
    minutes.contains(local / 60 % 60) && hours.contains(local / 3600 % 24)
  }

  func namesDay(_ number: Int) -> Bool {
    let date = Timestamp(milliseconds: Int64(number) * 86_400_000).text.prefix(10).split(separator: "-")
    guard let month = Int(date[1]), let day = Int(date[2]), months.contains(month) else { return false }
    let weekday = weekdays.contains((number + 4) % 7)
    return isEither ? days.contains(day) || weekday : days.contains(day) && weekday
  }
}

@Suite("Cron beside a plain search")
struct CronSearchTests {
  /// Years with changes, and for New York those of 2007, when its rule changed.
  static let stretches = [
    ("Europe/Berlin", "2024-01-01"), ("America/New_York", "2007-01-01"), ("Australia/Lord_Howe", "2026-01-01"),
    ("Asia/Kathmandu", "1985-07-01"), ("UTC", "2028-01-01"), ("America/New_York", "2039-01-01"),
  ]

  @Test("every time of a year is the one that a search minute by minute finds", arguments: stretches)
  func year(name: String, begin: String) throws {
    let start = Int(try #require(Timestamp(text: begin + "T00:00:00Z")).milliseconds / 1000)
    let end = start + 366 * 86_400
    let zone = try ZoneFiles.zone(name)
    let offsets = try Self.offsets(name, from: start - 7200, to: end)
    for cron in PlainCron.all {
      let expression = try CronExpression(cron.text)
      var found: [Int] = []
      var time = Timestamp(milliseconds: Int64(start) * 1000 - 1)
      while let next = expression.next(after: time, in: zone), next.milliseconds < Int64(end) * 1000 {
        found.append(Int(next.milliseconds / 1000))
        time = next
      }
      let expected = Self.search(cron, offsets, from: start - 7200).filter { $0 >= start }
      #expect(found == expected, "\(cron.text) in \(name)")
      #expect(expression.isContinuous == cron.isContinuous)
    }
  }

  /// The offset of every minute, from another source: no clock of these is set but at a full quarter.
  private static func offsets(_ name: String, from start: Int, to end: Int) throws -> [Int] {
    let zone = try #require(TimeZone(identifier: name))
    return stride(from: start, to: end, by: 900).flatMap { second in
      repeatElement(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second))), count: 15)
    }
  }

  /// Looks at the clock every minute; a named time fires when the clock is first at it or past it.
  private static func search(_ cron: PlainCron, _ offsets: [Int], from start: Int) -> [Int] {
    var found: [Int] = []
    let minutes = (0..<1440).map { cron.namesMinute($0 * 60) }
    // Once for each day, and for those about: the calendar is what takes the time.
    let first = start / 86_400 - 1
    let days = (first...(first + offsets.count / 1440 + 3)).map(cron.namesDay)
    func names(_ local: Int) -> Bool { minutes[local / 60 % 1440] && days[local / 86_400 - first] }
    var latest = start + offsets[0] - 60
    for (index, offset) in offsets.enumerated() {
      let second = start + index * 60
      let reading = second + offset
      if cron.isContinuous || reading == latest + 60 {
        // As it is in all but a few minutes of a year.
        if minutes[reading / 60 % 1440], names(reading) { found.append(second) }
      } else if latest < reading, stride(from: latest + 60, through: reading, by: 60).contains(where: names) {
        found.append(second)
      }
      latest = max(latest, reading)
    }
    return found
  }
}
