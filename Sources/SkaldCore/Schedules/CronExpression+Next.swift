extension CronExpression {
  /// How many days are looked through: 29 February on a given day of the week may be forty years away.
  private static let daysMax = 36_525
  /// No zone is so far from UTC, in seconds.
  private static let offsetMax: Int64 = 26 * 3600

  /// The first local time, in seconds, that the fields name and that is not before another one.
  func firstLocal(from local: Int64) -> Int64? {
    // Seconds are always 0.
    let start = local % 60 == 0 ? local : local - LocalTime.remainder(local, 60) + 60
    var number = LocalTime.quotient(start, 86_400)
    var minute = Int(LocalTime.remainder(start, 86_400) / 60)
    let last = number + Int64(Self.daysMax)
    while number <= last {
      let day = LocalDay(number)
      guard months.contains(day.month) else {
        number = day.nextMonth
        minute = 0
        continue
      }
      if fits(day), let found = firstMinute(from: minute) { return number * 86_400 + Int64(found) * 60 }
      number += 1
      minute = 0
    }
    return nil
  }

  /// The first minute of a day that is not before another one.
  private func firstMinute(from minute: Int) -> Int? {
    guard let hour = hours.first(from: minute / 60) else { return nil }
    if hour == minute / 60, let found = minutes.first(from: minute % 60) { return hour * 60 + found }
    let later = hour == minute / 60 ? hours.first(from: hour + 1) : hour
    guard let later, let found = minutes.first(from: 0) else { return nil }
    return later * 60 + found
  }

  /// The first second after another one at which a clock in the zone reads what the fields name.
  func nextReading(after second: Int64, in zone: any TimeZoneRules) -> Int64? {
    var start = second + 1
    while true {
      let offset = zone.offset(at: start)
      let change = zone.nextChange(after: start)
      guard let local = firstLocal(from: start + offset) else { return nil }
      guard let change, change <= local - offset else { return local - offset }
      start = change
    }
  }

  /// The first second after another one that a local time of the fields leads to: when a clock in the zone reads it for
  /// the first time or, where it never does because the clock is set forward over it, when it is first set past it.
  func nextNamed(after second: Int64, in zone: any TimeZoneRules) -> Int64? {
    // What the clock reads now, and all before it, was read by now, whatever became of the clock.
    var from = second + zone.offset(at: second) + 1
    while let local = firstLocal(from: from) {
      let found = firstReading(of: local, in: zone)
      if found > second { return found }
      from = local + 60
    }
    return nil
  }

  private func firstReading(of local: Int64, in zone: any TimeZoneRules) -> Int64 {
    var start = local - Self.offsetMax
    while true {
      let found = max(start, local - zone.offset(at: start))
      guard let change = zone.nextChange(after: start), change <= found else { return found }
      start = change
    }
  }
}
