/// Reads the fields of a cron expression.
struct CronParser {
  /// Short names for whole expressions.
  static let names: [(name: String, fields: String)] = [
    ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"), ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@hourly", "0 * * * *"),
  ]

  /// The sets of the five fields.
  static func sets(of text: String) throws(CronFault) -> [CronSet] {
    let trimmed = text.drop { isBlank($0) }
    guard trimmed.first == "@" else { return try fields(of: text) }
    let word = trimmed.prefix { !isBlank($0) }
    let rest = trimmed.dropFirst(word.count).allSatisfy { isBlank($0) }
    guard rest, let known = names.first(where: { $0.name == word.lowercased() }) else {
      let list = names.map(\.name).joined(separator: ", ")
      throw CronFault(nil, at: column(of: word, in: text), "expected five fields or one of \(list)")
    }
    return try fields(of: known.fields)
  }

  private static func fields(of text: String) throws(CronFault) -> [CronSet] {
    let parts = text.split { isBlank($0) }
    guard parts.count == CronField.all.count else {
      let found = parts.count == 6 ? "6: there is none for seconds" : "\(parts.count)"
      throw CronFault(
        nil, at: parts.count > 5 ? column(of: parts[5], in: text) : text.count + 1,
        "expected five fields (minute, hour, day of month, month, day of week), found \(found)")
    }
    var sets: [CronSet] = []
    for (field, part) in zip(CronField.all, parts) { sets.append(try CronParser(field, text).set(of: part)) }
    return sets
  }

  private let field: CronField
  private let text: String

  private init(_ field: CronField, _ text: String) {
    self.field = field
    self.text = text
  }

  private func set(of part: Substring) throws(CronFault) -> CronSet {
    var set = CronSet()
    set.isStarred = part.first == "*"
    for item in part.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      let range = try range(of: halves[0])
      var step = 1
      if halves.count == 2 {
        guard range.isOpen else {
          let example = "\(halves[0])-\(field.whole.upperBound)/\(halves[1])"
          throw fault(item, "expected `*` or a range before the step, such as `\(example)`")
        }
        step = try self.step(halves[1])
      }
      for value in stride(from: range.values.lowerBound, through: range.values.upperBound, by: step) {
        set.insert(field.name == CronField.dayOfWeek.name ? value % 7 : value)
      }
    }
    return set
  }

  private func range(of text: Substring) throws(CronFault) -> (values: ClosedRange<Int>, isOpen: Bool) {
    if text == "*" { return (field.whole, true) }
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let first = try value(ends[0])
    guard ends.count == 2 else { return (first...first, false) }
    let last = try value(ends[1])
    guard first <= last else {
      let end = field.whole.upperBound
      let begin = field.whole.lowerBound
      throw fault(
        text, "the range ends before it begins: write `\(ends[0])-\(end),\(begin)-\(ends[1])` for one over the turn")
    }
    return (first...last, true)
  }

  private func value(_ text: Substring) throws(CronFault) -> Int {
    let bounds = "\(field.range.lowerBound) to \(field.range.upperBound)"
    guard let value = field.value(of: text) else {
      let words = field.words.isEmpty ? "" : " or a name such as \(field.words[1])"
      throw fault(text, "expected a number from \(bounds)\(words), found `\(text)`")
    }
    guard field.range.contains(value) else { throw fault(text, "expected \(bounds), found \(text)") }
    return value
  }

  private func step(_ text: Substring) throws(CronFault) -> Int {
    let span = field.range.upperBound - field.range.lowerBound
    guard let step = Int(text), text.allSatisfy({ ("0"..."9").contains($0) }), (1...span).contains(step) else {
      throw fault(text, "expected a step from 1 to \(span), found `\(text)`")
    }
    return step
  }

  private func fault(_ place: Substring, _ message: String) -> CronFault {
    CronFault(field.name, at: Self.column(of: place, in: text), message)
  }

  private static func column(of place: Substring, in text: String) -> Int {
    text.distance(from: text.startIndex, to: place.startIndex) + 1
  }

  private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
}
