/// Arithmetic with the seconds that a clock on the wall shows, counted as if its zone were UTC.
enum LocalTime {
  /// Division that rounds down.
  static func quotient(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : (value - divisor + 1) / divisor
  }

  /// What is left by ``quotient(_:_:)``.
  static func remainder(_ value: Int64, _ divisor: Int64) -> Int64 { value - quotient(value, divisor) * divisor }

  /// How many days a month has at most.
  static func longest(month: Int) -> Int { month == 2 ? 29 : [4, 6, 9, 11].contains(month) ? 30 : 31 }

  /// The day number of a date in the Gregorian calendar, 0 for 1970-01-01.
  ///
  /// Follows H. Hinnant, “chrono-Compatible Low-Level Date Algorithms”, `days_from_civil`.
  static func day(year: Int64, month: Int, day: Int) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = quotient(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

/// A day of the calendar.
struct LocalDay {
  /// Days since 1970-01-01.
  let number: Int64
  let year: Int64
  let month: Int
  let day: Int

  /// The same source as ``LocalTime/day(year:month:day:)``, `civil_from_days`.
  init(_ number: Int64) {
    let shifted = number + 719_468
    let era = LocalTime.quotient(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = Int(dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100))
    let place = (5 * dayOfYear + 2) / 153
    self.number = number
    month = place + (place < 10 ? 3 : -9)
    day = dayOfYear - (153 * place + 2) / 5 + 1
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// 0 for Sunday; 1970-01-01 was a Thursday.
  var weekday: Int { Int(LocalTime.remainder(number + 4, 7)) }

  /// The number of the first day of the next month.
  var nextMonth: Int64 {
    month == 12
      ? LocalTime.day(year: year + 1, month: 1, day: 1) : LocalTime.day(year: year, month: month + 1, day: 1)
  }
}
