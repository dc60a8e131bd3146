extension RegexParser {
  /// A part of a class, or what an escape stands for.
  private enum Item {
    case scalar(Unicode.Scalar)
    case ranges([ClosedRange<UInt32>])
    case categories([Unicode.GeneralCategory], isNegated: Bool)
  }

  /// Reads what follows a backslash outside of a class.
  mutating func escape() throws(RegexError) -> RegexNode? {
    switch current {
    case "A" where dialect == .re2: return assertion(.textStart)
    case "z" where dialect == .re2: return assertion(.textEnd)
    case "b": return assertion(.wordBoundary)
    case "B": return assertion(.noWordBoundary)
    case "Q" where dialect == .re2: return quotation()
    default: break
    }
    switch try escapedItem() {
    case .scalar(let scalar): return literal(scalar)
    case .ranges(let ranges): return .set(RegexSet(ranges, ignoresCase: flags.ignoresCase))
    case .categories(let categories, let isNegated):
      return .set(RegexSet([], categories: categories, isNegated: isNegated))
    }
  }

  private mutating func assertion(_ assertion: RegexAssertion) -> RegexNode {
    index += 1
    return .assertion(assertion)
  }

  /// Reads `\Q…\E`, where everything stands for itself.
  private mutating func quotation() -> RegexNode {
    index += 1
    var parts: [RegexNode] = []
    while let scalar = current {
      if scalar == "\\", peek(1) == "E" {
        index += 2
        break
      }
      parts.append(literal(scalar))
      index += 1
    }
    return .sequence(parts)
  }

  private mutating func escapedItem() throws(RegexError) -> Item {
    guard let letter = current else { throw RegexError("the pattern ends with a backslash") }
    index += 1
    switch letter {
    case "d": return .ranges(RegexSet.digit)
    case "D": return .ranges(RegexSet.complement(RegexSet.digit))
    case "s": return .ranges(RegexSet.space(dialect))
    case "S": return .ranges(RegexSet.complement(RegexSet.space(dialect)))
    case "w": return .ranges(RegexSet.word)
    case "W": return .ranges(RegexSet.complement(RegexSet.word))
    case "p", "P": return try category(isNegated: letter == "P")
    case "a" where dialect == .re2: return .scalar("\u{07}")
    case "f": return .scalar("\u{0C}")
    case "n": return .scalar("\n")
    case "r": return .scalar("\r")
    case "t": return .scalar("\t")
    case "v": return .scalar("\u{0B}")
    case "x": return .scalar(try hexadecimal())
    case "u" where dialect == .ecmaScript: return .scalar(try codePoint())
    case "c" where dialect == .ecmaScript: return .scalar(try controlLetter())
    case "0" where dialect == .ecmaScript: return .scalar("\0")
    case "0"..."9", "a"..."z", "A"..."Z": throw RegexError("the pattern has the unknown escape `\\\(letter)`")
    default: return .scalar(letter)
    }
  }

  private mutating func category(isNegated: Bool) throws(RegexError) -> Item {
    var isNegated = isNegated
    let name: String?
    if take("{") {
      if take("^") { isNegated.toggle() }
      name = text(until: "}")
    } else {
      name = current.map { String(Character($0)) }
      index += 1
    }
    guard let name, let categories = RegexSet.categories(name, dialect) else {
      throw RegexError("a class after `\\p` is a general category such as `L`, `Lu` or `Nd`")
    }
    return .categories(categories, isNegated: isNegated)
  }

  private mutating func hexadecimal() throws(RegexError) -> Unicode.Scalar {
    let digits: String?
    if take("{") {
      digits = text(until: "}")
    } else {
      let both = [current, peek(1)].compactMap { $0 }
      digits = both.count == 2 ? String(String.UnicodeScalarView(both)) : nil
      index += 2
    }
    guard let digits, digits.utf8.count <= 6, let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code)
    else { throw RegexError("a code point is written `\\x7F` or `\\x{10FFFF}`") }
    return scalar
  }

  /// Reads a class after its opening bracket.
  mutating func characterClass() throws(RegexError) -> RegexSet {
    let isNegated = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    var categories: [Unicode.GeneralCategory] = []
    var isFirst = true
    // In RE2 a bracket that comes first stands for itself; in ECMA-262 it closes an empty class.
    while (isFirst && dialect == .re2) || current != "]" {
      guard current != nil else { throw RegexError("the pattern has a `[` without its `]`") }
      isFirst = false
      switch try classItem() {
      case .ranges(let more): ranges += more
      case .categories(let more, let isNegated):
        categories += isNegated ? Self.allCategories.filter { !more.contains($0) } : more
      case .scalar(let scalar): ranges.append(try range(from: scalar))
      }
    }
    index += 1
    return RegexSet(ranges, categories: categories, isNegated: isNegated, ignoresCase: flags.ignoresCase)
  }

  private static let allCategories = ["L", "M", "N", "P", "S", "Z", "C"].flatMap { RegexSet.categories($0, .re2) ?? [] }

  private mutating func classItem() throws(RegexError) -> Item {
    if take("\\") { return try escapedItem() }
    if dialect == .re2, current == "[", peek(1) == ":" {
      index += 2
      let isNegated = take("^")
      guard let name = text(until: ":"), take("]"), let ranges = RegexSet.posix(name) else {
        throw RegexError("a named class is one such as `[:alpha:]`")
      }
      return .ranges(isNegated ? RegexSet.complement(ranges) : ranges)
    }
    guard let scalar = current else { throw RegexError("the pattern has a `[` without its `]`") }
    index += 1
    return .scalar(scalar)
  }

  /// Reads the end of `a-z` where there is one.
  private mutating func range(from scalar: Unicode.Scalar) throws(RegexError) -> ClosedRange<UInt32> {
    guard current == "-", let next = peek(1), next != "]" else { return scalar.value...scalar.value }
    index += 1
    guard case .scalar(let end) = try classItem(), end >= scalar else {
      throw RegexError("a range in a class is two characters, the second not below the first")
    }
    return scalar.value...end.value
  }
}
