import LinearRegex

extension FunctionCatalog {
  /// `startsWith`, `endsWith`, `contains` and `matches`.
  static let stringTests: [Function] = [
    test("startsWith") { text, part, meter throws(Failure) in
      try meter.charge(part.utf8.count)
      return text.utf8.starts(with: part.utf8)
    },
    test("endsWith") { text, part, meter throws(Failure) in
      try meter.charge(part.utf8.count)
      return text.utf8.reversed().starts(with: part.utf8.reversed())
    },
    test("contains") { text, part, meter throws(Failure) in
      try meter.charge(text.utf8.count + part.utf8.count)
      return Search(Array(part.utf8)).first(in: Array(text.utf8), from: 0) != nil
    },
    matches,
  ]

  /// A match against a pattern that is only known now, which is compiled each time.
  static let matches = test("matches") { text, pattern, meter throws(Failure) in
    // Reading a pattern costs more than reading a text: a few letters may stand for a class with both cases.
    try meter.charge(pattern.utf8.count * 4 * Meter.unitsPerStep)
    let regex: Regex
    do throws(RegexError) { regex = try Regex(parsing: pattern) } catch {
      if error.isTooLarge { try meter.charge(Regex.sizeMax * Meter.regexInstructionUnits) }
      throw Failure(.invalidArgument, error.message)
    }
    try meter.charge(regex.size * Meter.regexInstructionUnits)
    return try meter.isFound(regex, in: text)
  }

  private static func test(
    _ name: String, _ test: @escaping @Sendable (String, String, inout Meter) throws(Failure) -> Bool
  ) -> Function {
    Function(
      name, [.init([.string, .string], .bool)],
      .two { text, part, meter throws(Failure) in
        guard case .string(let text) = text, case .string(let part) = part else {
          throw function(name, rejects: [text, part])
        }
        return .bool(try test(text, part, &meter))
      })
  }
}

/// Finds a sequence in another in time linear in both (Knuth, Morris, Pratt).
struct Search<Element: Equatable> {
  let pattern: [Element]
  /// For each prefix of the pattern, the length of its longest proper prefix that is also its end.
  private let borders: [Int]

  init(_ pattern: [Element]) {
    self.pattern = pattern
    var borders = [0]
    var border = 0
    for index in pattern.indices.dropFirst() {
      while border > 0, pattern[index] != pattern[border] { border = borders[border - 1] }
      if pattern[index] == pattern[border] { border += 1 }
      borders.append(border)
    }
    self.borders = borders
  }

  /// Where the pattern first begins at `start` or later.
  func first(in text: [Element], from start: Int) -> Int? {
    guard !pattern.isEmpty else { return start <= text.count ? start : nil }
    var length = 0
    for index in start..<max(start, text.count) {
      while length > 0, text[index] != pattern[length] { length = borders[length - 1] }
      if text[index] == pattern[length] { length += 1 }
      if length == pattern.count { return index - length + 1 }
    }
    return nil
  }
}
