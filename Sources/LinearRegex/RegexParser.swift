/// Reads a pattern.
struct RegexParser {
  /// The deepest nesting of groups, which bounds recursion here and in the compiler.
  static let nestingMax = 50
  /// The largest count in braces, as in RE2.
  static let repetitionMax = 1000

  struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesNewline = false
  }

  private let scalars: [Unicode.Scalar]
  let dialect: RegexDialect
  var index = 0
  var flags = Flags()
  private var nesting = 0

  init(_ pattern: String, _ dialect: RegexDialect) {
    scalars = Array(pattern.unicodeScalars)
    self.dialect = dialect
  }

  var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  func peek(_ offset: Int) -> Unicode.Scalar? { index + offset < scalars.count ? scalars[index + offset] : nil }

  mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard current == mark else { return false }
    index += 1
    return true
  }

  /// Reads up to `mark`, which is taken too; nil where there is none.
  mutating func text(until mark: Unicode.Scalar) -> String? {
    guard let end = scalars[index...].firstIndex(of: mark) else { return nil }
    defer { index = end + 1 }
    return String(String.UnicodeScalarView(scalars[index..<end]))
  }

  mutating func parse() throws(RegexError) -> RegexNode {
    let node = try choice()
    guard current == nil else { throw RegexError("the pattern has a `)` without its `(`") }
    return node
  }

  private mutating func choice() throws(RegexError) -> RegexNode {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.nestingMax else {
      throw RegexError("the pattern has more than \(Self.nestingMax) levels", isTooLarge: true)
    }
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(RegexError) -> RegexNode {
    var parts: [RegexNode] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      guard let atom = try atom() else { continue }
      parts.append(try repeated(atom))
    }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  /// Reads one part; nil for one that only sets flags.
  private mutating func atom() throws(RegexError) -> RegexNode? {
    guard let scalar = current else { return nil }
    index += 1
    switch scalar {
    case "(": return try group()
    case "[": return .set(try characterClass())
    case ".":
      return .set(RegexSet(flags.dotMatchesNewline ? [0...0x10FFFF] : RegexSet.complement(RegexSet.lineEnds(dialect))))
    case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    case "*", "+", "?": throw RegexError("the pattern repeats nothing with `\(scalar)`")
    case "\\": return try escape()
    default: return literal(scalar)
    }
  }

  func literal(_ scalar: Unicode.Scalar) -> RegexNode {
    .set(RegexSet([scalar.value...scalar.value], ignoresCase: flags.ignoresCase))
  }

  private mutating func group() throws(RegexError) -> RegexNode? {
    let outer = flags
    if take("?") {
      if take("P") || current == "<" {
        guard take("<"), let name = text(until: ">"), !name.isEmpty else {
          throw RegexError("a named group is written `(?P<name>…)`")
        }
      } else if try setFlags() {
        return nil
      }
    }
    let inner = try choice()
    guard take(")") else { throw RegexError("the pattern has a `(` without its `)`") }
    flags = outer
    return inner
  }

  /// Reads the flags of `(?i)` or `(?i:…)`; true for the first form, which has no content.
  private mutating func setFlags() throws(RegexError) -> Bool {
    var isOn = true
    while let scalar = current {
      index += 1
      switch scalar {
      case "i": flags.ignoresCase = isOn
      case "m": flags.isMultiline = isOn
      case "s": flags.dotMatchesNewline = isOn
      // Laziness does not change whether a pattern matches.
      case "U": break
      case "-" where isOn: isOn = false
      case ":": return false
      case ")": return true
      default: throw RegexError("the flags of a group are i, m, s and U; there is no look-around")
      }
    }
    throw RegexError("the pattern has a `(` without its `)`")
  }

  private mutating func repeated(_ atom: RegexNode) throws(RegexError) -> RegexNode {
    guard let (min, max) = try repetition() else { return atom }
    _ = take("?")
    let start = index
    guard try repetition() == nil else { throw RegexError("the pattern repeats a repetition; use a group") }
    index = start
    return .repetition(atom, min: min, max: max)
  }

  private mutating func repetition() throws(RegexError) -> (min: Int, max: Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    let start = index
    guard take("{"), let min = number() else {
      index = start
      return nil
    }
    var max: Int? = min
    if take(",") { max = current == "}" ? nil : number() ?? -1 }
    // A brace that does not hold a count stands for itself.
    guard take("}"), max != -1 else {
      index = start
      return nil
    }
    guard min <= Self.repetitionMax, (max ?? 0) <= Self.repetitionMax, min <= max ?? min else {
      throw RegexError("a count is at most \(Self.repetitionMax), and the second not below the first")
    }
    return (min, max)
  }

  private mutating func number() -> Int? {
    var number: Int?
    while let scalar = current, ("0"..."9").contains(scalar) {
      number = Swift.min((number ?? 0) * 10 + Int(scalar.value - 48), Self.repetitionMax + 1)
      index += 1
    }
    return number
  }
}
