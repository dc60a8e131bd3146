extension PosixZone {
  /// Reads a `TZ` text; nil for anything else.
  init?(text: String) {
    var reader = PosixZoneReader(Array(text.utf8))
    guard reader.skipName(), let standard = reader.offset() else { return nil }
    self.standard = -standard
    guard !reader.isAtEnd else {
      summer = nil
      changes = []
      return
    }
    guard reader.skipName() else { return nil }
    var summer = self.standard + 3600
    if !reader.isAtEnd, !reader.isAt(",") {
      guard let offset = reader.offset() else { return nil }
      summer = -offset
    }
    guard let first = reader.change(), let second = reader.change(), reader.isAtEnd else { return nil }
    self.summer = summer
    changes = [first, second]
  }
}

/// Reads a `TZ` text from its beginning to its end.
struct PosixZoneReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { index == bytes.count }

  func isAt(_ character: Unicode.Scalar) -> Bool {
    index < bytes.count && UInt32(bytes[index]) == character.value
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard isAt(character) else { return false }
    index += 1
    return true
  }

  /// A name of letters, or anything in `<>`.
  mutating func skipName() -> Bool {
    let start = index
    if skip("<") {
      while index < bytes.count, !isAt(">") { index += 1 }
      return skip(">")
    }
    while index < bytes.count, (0x41...0x5A).contains(bytes[index] & 0xDF) { index += 1 }
    return index > start
  }

  /// `[+-]h[:m[:s]]` in seconds.
  mutating func offset() -> Int64? {
    let isNegative = skip("-")
    if !isNegative { _ = skip("+") }
    guard let hours = number() else { return nil }
    var total = hours * 3600
    if skip(":") {
      guard let minutes = number() else { return nil }
      total += minutes * 60
      if skip(":") {
        guard let seconds = number() else { return nil }
        total += seconds
      }
    }
    return isNegative ? -total : total
  }

  /// `,DAY[/TIME]`; without a time at two o'clock.
  mutating func change() -> PosixZone.Change? {
    guard skip(","), let day = day() else { return nil }
    guard skip("/") else { return PosixZone.Change(day: day, second: 7200) }
    return offset().map { PosixZone.Change(day: day, second: $0) }
  }

  private mutating func day() -> PosixZone.Change.Day? {
    if skip("M") {
      guard let month = number(), skip("."), let week = number(), skip("."), let weekday = number(),
        (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
      else { return nil }
      return .week(month: Int(month), week: Int(week), weekday: Int(weekday))
    }
    if skip("J") { return number().flatMap { (1...365).contains($0) ? .ofYear(Int($0)) : nil } }
    return number().flatMap { $0 <= 365 ? .counted(Int($0)) : nil }
  }

  private mutating func number() -> Int64? {
    var value: Int64 = 0
    let start = index
    while index < bytes.count, (0x30...0x39).contains(bytes[index]), index - start < 4 {
      value = value * 10 + Int64(bytes[index] - 0x30)
      index += 1
    }
    return index > start ? value : nil
  }
}
