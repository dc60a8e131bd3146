/// A point in time as a date and a time of day, in the proleptic Gregorian calendar.
struct Civil {
  let year: Int64
  let month: Int64
  let day: Int64
  let hour: Int64
  let minute: Int64
  let second: Int64
  /// Days since 1970-01-01.
  private let epochDay: Int64

  /// The date and time that lies so many seconds after 1970-01-01T00:00:00.
  init(seconds: Int64) {
    let secondsOfDay = seconds - Self.floor(seconds, 86_400) * 86_400
    epochDay = Self.floor(seconds, 86_400)
    hour = secondsOfDay / 3600
    minute = secondsOfDay / 60 % 60
    second = secondsOfDay % 60
    // Years are counted from March, so that the leap day is the last of its year; 400 years are 146,097 days.
    let shifted = epochDay + 719_468
    let era = Self.floor(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since the last first of January.
  var dayOfYear: Int64 { epochDay - Self.days(year: year, month: 1, day: 1) }

  /// Days since the last Sunday.
  var dayOfWeek: Int64 { (epochDay + 4) - Self.floor(epochDay + 4, 7) * 7 }

  /// The days from 1970-01-01 to a date.
  static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = floor(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
    number >= 0 ? number / divisor : (number - divisor + 1) / divisor
  }
}

/// Reads the parts of a written time.
struct TimeReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { index == bytes.count }

  mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: mark) else { return false }
    index += 1
    return true
  }

  mutating func digits(_ count: Int) -> Int64? {
    guard index + count <= bytes.count else { return nil }
    var number: Int64 = 0
    for byte in bytes[index..<(index + count)] {
      guard byte.isDigit else { return nil }
      number = number * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    index += count
    return number
  }

  /// The nanoseconds of an optional fraction of up to nine digits.
  mutating func fraction() -> Int64? {
    guard take(".") else { return 0 }
    var number: Int64 = 0
    var count = 0
    while index < bytes.count, bytes[index].isDigit, count < 9 {
      number = number * 10 + Int64(bytes[index] - UInt8(ascii: "0"))
      index += 1
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in count..<9 { number *= 10 }
    return number
  }

  /// The seconds of `Z`, `+01:00` or `-01:00`.
  mutating func offset() -> Int64? {
    if take("Z") || take("z") { return 0 }
    let isNegative = take("-")
    guard isNegative || take("+"), let seconds = hoursAndMinutes() else { return nil }
    return isNegative ? -seconds : seconds
  }

  /// The seconds of `01:00`.
  mutating func hoursAndMinutes() -> Int64? {
    guard let hours = digits(2), take(":"), let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
    return hours * 3600 + minutes * 60
  }
}
