/// Spoils definitions as people do, the same way for the same seed.
struct Mutator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 }

  /// SplitMix64: small, and the same on every machine.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// A text with one to four things changed.
  mutating func spoiled(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for _ in 0..<Int.random(in: 1...4, using: &self) { spoil(&lines) }
    return lines.joined(separator: "\n")
  }

  private mutating func spoil(_ lines: inout [String]) {
    guard let index = lines.indices.randomElement(using: &self),
      let other = lines.indices.randomElement(using: &self)
    else { return }
    switch Int.random(in: 0..<9, using: &self) {
    case 0: lines.remove(at: index)
    case 1: lines.insert(lines[index], at: other)
    case 2: lines.swapAt(index, other)
    case 3: lines[index] = String(repeating: " ", count: Int.random(in: 1...5, using: &self)) + lines[index]
    case 4: lines[index] = String(lines[index].dropFirst(Int.random(in: 1...4, using: &self)))
    case 5, 6: replaceValue(&lines[index])
    case 7: deleteKey(&lines, at: index)
    default: replaceCharacter(&lines[index])
    }
  }

  /// Puts something odd in place of a value: what stands after a colon, up to the next comma or brace.
  private mutating func replaceValue(_ line: inout String) {
    let starts = line.indices.filter { $0 > line.startIndex && line[line.index(before: $0)] == ":" }
    let odd = Self.odd.randomElement(using: &self) ?? ""
    guard let start = starts.randomElement(using: &self) else {
      line += odd
      return
    }
    let end = line[start...].firstIndex { ",}]".contains($0) } ?? line.endIndex
    line.replaceSubrange(start..<end, with: " " + odd)
  }

  /// Takes a key away with everything below it.
  private func deleteKey(_ lines: inout [String], at index: Int) {
    let indent = lines[index].prefix { $0 == " " }.count
    let end = lines[(index + 1)...].firstIndex { $0.prefix { $0 == " " }.count <= indent } ?? lines.endIndex
    lines.removeSubrange(index..<end)
  }

  private mutating func replaceCharacter(_ line: inout String) {
    let sign = Self.signs.randomElement(using: &self) ?? " "
    guard let place = line.indices.randomElement(using: &self) else {
      line = String(sign)
      return
    }
    line.replaceSubrange(place...place, with: String(sign))
  }

  private static let signs: [Character] = Array(
    ":-{}[],#&*!|>'\"%@`?$. \t\u{0}\u{7F}\u{202E}\u{FEFF}é😀09azAZ_/\\()<=+~^")

  private static let odd = [
    "", "~", "null", "true", "off", "0", "-1", "1.5", "9223372036854775807", "9223372036854775808", "1e999", ".nan",
    "0x1F", "[]", "{}", "[[[[", "{{{{", "[a, a]", "{ a: b, a: c }", "&a x", "*a", "!!int x", "!tag", "${", "${}",
    "${}}",
    "${input}", "${input.", "\"${saga.failure.code}\"", "\"${1 / 0}\"", "\"${[1, 2][9]}\"", "'", "\"", "\"\\x\"",
    "a: b",
    "- a", "|", ">-", "? a", "# a", "forever", "1h", "-5m", "999999999999d", "1h1h1h", "é😀", "\u{202E}", "\t", "input",
    "step", "saga", "item", "none", "any", "all", "unlimited", "compensate", "charge", "payment.charge", "PAID -> PAID",
    "A -> B -> C", "->", "order.created.v1", "..", ".", "-", "../../x", "/", "contracts.yaml", "place-order",
    String(repeating: "x", count: 300), String(repeating: "(", count: 200), String(repeating: "[", count: 100),
  ]
}
