package import SkaldValue

/// Recurring times of a clock on the wall: five fields, as cron has them.
///
/// Day of month and day of week both restrict: where both are given, a day that fits either of them fits; where one of
/// them begins with `*`, a day has to fit both, as Vixie's cron has it.
package struct CronExpression: Sendable, Hashable {
  /// As it was written.
  package let text: String
  let minutes: CronSet
  let hours: CronSet
  let daysOfMonth: CronSet
  let months: CronSet
  let daysOfWeek: CronSet

  /// Reads an expression.
  /// - Throws: ``CronFault`` for another text, and for days that are in no calendar, such as 31 February.
  package init(_ text: String) throws(CronFault) {
    let sets = try CronParser.sets(of: text)
    self.text = text
    minutes = sets[0]
    hours = sets[1]
    daysOfMonth = sets[2]
    months = sets[3]
    daysOfWeek = sets[4]
    guard occurs else {
      let column = text.split { $0 == " " || $0 == "\t" }[2].startIndex
      throw CronFault(
        CronField.dayOfMonth.name, at: text.distance(from: text.startIndex, to: column) + 1,
        "`\(text)` never occurs: no month of it has such a day")
    }
  }

  /// Whether it follows the time that goes by rather than the clock: minute or hour begin with `*`.
  ///
  /// Such an expression fires at each real minute that reads so. The others name times of day, of which each comes once
  /// a day whatever becomes of the clock.
  package var isContinuous: Bool { minutes.isStarred || hours.isStarred }

  /// The first time after another one; nil where there is none in the next hundred years.
  package func next(after time: Timestamp, in zone: any TimeZoneRules) -> Timestamp? {
    // In whole seconds: a time within a second is behind its beginning.
    let second = time.milliseconds >= 0 ? time.milliseconds / 1000 : (time.milliseconds - 999) / 1000
    let next = isContinuous ? nextReading(after: second, in: zone) : nextNamed(after: second, in: zone)
    return next.map { Timestamp(milliseconds: $0 * 1000) }
  }

  /// The next times after another one.
  package func times(after time: Timestamp, in zone: any TimeZoneRules, count: Int) -> [Timestamp] {
    var times: [Timestamp] = []
    while times.count < count, let next = next(after: times.last ?? time, in: zone) { times.append(next) }
    return times
  }

  private var occurs: Bool {
    // A day of the week comes in every month.
    if !daysOfMonth.isStarred, !daysOfWeek.isStarred { return true }
    return (1...12).contains { month in
      months.contains(month) && (daysOfMonth.first(from: 1).map { $0 <= LocalTime.longest(month: month) } ?? false)
    }
  }

  func fits(_ day: LocalDay) -> Bool {
    let byMonth = daysOfMonth.contains(day.day)
    let byWeek = daysOfWeek.contains(day.weekday)
    return daysOfMonth.isStarred || daysOfWeek.isStarred ? byMonth && byWeek : byMonth || byWeek
  }
}
