/// One of the five fields of a cron expression: what may stand in it.
struct CronField {
  /// What it is called in messages.
  let name: String
  /// The values that may be written.
  let range: ClosedRange<Int>
  /// Words that stand for values, the first for the least one.
  let words: [String]

  static let minute = CronField(name: "minute", range: 0...59, words: [])
  static let hour = CronField(name: "hour", range: 0...23, words: [])
  static let dayOfMonth = CronField(name: "day of month", range: 1...31, words: [])
  static let month = CronField(
    name: "month", range: 1...12,
    words: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"])
  /// 7 is Sunday as well.
  static let dayOfWeek = CronField(
    name: "day of week", range: 0...7, words: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"])

  /// In the order in which they are written.
  static let all = [minute, hour, dayOfMonth, month, dayOfWeek]

  /// What a `*` stands for.
  var whole: ClosedRange<Int> { name == Self.dayOfWeek.name ? 0...6 : range }

  /// The value of a number or a word; nil where it is neither.
  func value(of text: Substring) -> Int? {
    if let place = words.firstIndex(where: { $0 == text.uppercased() }) { return place + range.lowerBound }
    guard !text.isEmpty, text.count <= 2, text.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return Int(text)
  }
}

/// The values that a field names.
struct CronSet: Sendable, Hashable {
  /// A bit for each value.
  private(set) var bits: UInt64 = 0
  /// Whether the field begins with `*`.
  var isStarred = false

  init() {}

  mutating func insert(_ value: Int) { bits |= 1 << UInt64(value) }
  mutating func remove(_ value: Int) { bits &= ~(1 << UInt64(value)) }
  func contains(_ value: Int) -> Bool { bits & (1 << UInt64(value)) != 0 }

  /// The least value that is not below another one.
  func first(from value: Int) -> Int? {
    guard value < 64 else { return nil }
    let rest = bits & ~((1 << UInt64(value)) - 1)
    return rest == 0 ? nil : rest.trailingZeroBitCount
  }
}
