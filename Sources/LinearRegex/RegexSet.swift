/// A set of code points.
struct RegexSet: Sendable {
  /// Sorted, without overlap.
  private let ranges: [ClosedRange<UInt32>]
  private let categories: [Unicode.GeneralCategory]
  private let isNegated: Bool

  init(
    _ ranges: [ClosedRange<UInt32>], categories: [Unicode.GeneralCategory] = [], isNegated: Bool = false,
    ignoresCase: Bool = false
  ) {
    var merged: [ClosedRange<UInt32>] = []
    let all = ignoresCase ? ranges + ranges.flatMap(Self.otherCases) : ranges
    for range in all.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
    self.categories = categories
    self.isNegated = isNegated
  }

  /// What a look-up costs in units of the meter: categories are found in tables of Unicode.
  var cost: Int { categories.isEmpty ? 1 : 8 }

  func contains(_ scalar: Unicode.Scalar) -> Bool { holds(scalar) != isNegated }

  private func holds(_ scalar: Unicode.Scalar) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
    }
    if low < ranges.count, ranges[low].contains(scalar.value) { return true }
    return !categories.isEmpty && categories.contains(scalar.properties.generalCategory)
  }

  /// A larger range of letters beyond ASCII holds both cases in all alphabets.
  private static let foldedLettersMax = 64

  /// The letters of a range in their other case.
  private static func otherCases(of range: ClosedRange<UInt32>) -> [ClosedRange<UInt32>] {
    var others: [ClosedRange<UInt32>] = []
    let upper: ClosedRange<Unicode.Scalar> = "A"..."Z"
    let lower: ClosedRange<Unicode.Scalar> = "a"..."z"
    for (letters, offset) in [(upper.values, Int32(32)), (lower.values, Int32(-32))] where letters.overlaps(range) {
      let shared = letters.clamped(to: range)
      others.append(UInt32(Int32(shared.lowerBound) + offset)...UInt32(Int32(shared.upperBound) + offset))
    }
    guard range.upperBound > 0x7F, range.count <= foldedLettersMax else { return others }
    for scalar in range.compactMap({ Unicode.Scalar($0) }) {
      for mapping in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
        guard let first = mapping.unicodeScalars.first, mapping.unicodeScalars.count == 1 else { continue }
        others.append(first.value...first.value)
      }
    }
    return others
  }
}

extension RegexSet {
  static let digit: [ClosedRange<UInt32>] = ["0"..."9"].map(\.values)
  private static let space: [ClosedRange<UInt32>] = [" "..." ", "\t"..."\n", "\u{0C}"..."\r"].map(\.values)
  /// White space: in ECMA-262 that of Unicode too.
  static func space(_ dialect: RegexDialect) -> [ClosedRange<UInt32>] {
    switch dialect {
    case .re2: space
    case .ecmaScript:
      space + lineEnds(dialect)
        + [0x0B...0x0B, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x202F...0x202F, 0x205F...0x205F]
        + [0x3000...0x3000, 0xFEFF...0xFEFF]
    }
  }

  /// What a dot does not match.
  static func lineEnds(_ dialect: RegexDialect) -> [ClosedRange<UInt32>] {
    switch dialect {
    case .re2: [0x0A...0x0A]
    case .ecmaScript: [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029]
    }
  }

  static let word: [ClosedRange<UInt32>] = ["0"..."9", "A"..."Z", "_"..."_", "a"..."z"].map(\.values)

  /// The code points outside of ranges.
  static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10FFFF { result.append(next...0x10FFFF) }
    return result
  }

  /// The ranges of `[:name:]`.
  static func posix(_ name: String) -> [ClosedRange<UInt32>]? {
    switch name {
    case "alnum": ["0"..."9", "A"..."Z", "a"..."z"].map(\.values)
    case "alpha": ["A"..."Z", "a"..."z"].map(\.values)
    case "ascii": ["\0"..."\u{7F}"].map(\.values)
    case "blank": ["\t"..."\t", " "..." "].map(\.values)
    case "cntrl": ["\0"..."\u{1F}", "\u{7F}"..."\u{7F}"].map(\.values)
    case "digit": digit
    case "graph": ["!"..."~"].map(\.values)
    case "lower": ["a"..."z"].map(\.values)
    case "print": [" "..."~"].map(\.values)
    case "punct": ["!"..."/", ":"..."@", "["..."`", "{"..."~"].map(\.values)
    case "space": [" "..." ", "\t"..."\r"].map(\.values)
    case "upper": ["A"..."Z"].map(\.values)
    case "word": word
    case "xdigit": ["0"..."9", "A"..."F", "a"..."f"].map(\.values)
    default: nil
    }
  }
}

extension ClosedRange<Unicode.Scalar> {
  fileprivate var values: ClosedRange<UInt32> { lowerBound.value...upperBound.value }
}
