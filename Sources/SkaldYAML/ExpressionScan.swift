import SkaldDiagnostics

/// Steps over expressions in raw source, by their quotes and braces alone.
package enum ExpressionScan {
  /// The offset after the `}` that closes a `${`, whose content begins at `start`; nil where it does not close.
  package static func end(_ bytes: [UInt8], from start: Int, to limit: Int) -> Int? {
    var depth = 1
    var index = start
    while index < limit {
      switch bytes[index] {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        depth -= 1
        if depth == 0 { return index + 1 }
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        guard let next = afterQuoted(bytes, from: index, to: limit) else { return nil }
        index = next
        continue
      default: break
      }
      index += 1
    }
    return nil
  }

  /// The offset after a quoted text of an expression; nil where it does not close.
  static func afterQuoted(_ bytes: [UInt8], from start: Int, to limit: Int) -> Int? {
    let quote = bytes[start]
    let isRaw = start > 0 && (bytes[start - 1] | 0x20) == UInt8(ascii: "r") && !isWord(bytes, before: start - 1)
    let width = start + 2 < limit && bytes[start + 1] == quote && bytes[start + 2] == quote ? 3 : 1
    var index = start + width
    while index + width <= limit {
      if bytes[index] == UInt8(ascii: "\\"), !isRaw {
        index += 2
      } else if bytes[index..<(index + width)].allSatisfy({ $0 == quote }) {
        return index + width
      } else {
        index += 1
      }
    }
    return nil
  }

  /// The offset of the first `${` in a range that does not close in it.
  static func unclosed(_ bytes: [UInt8], in range: SourceRange) -> Int? {
    var index = range.start
    while let open = nextOpen(bytes, from: index, to: range.end) {
      guard let end = end(bytes, from: open + 2, to: range.end) else { return open }
      index = end
    }
    return nil
  }

  /// The offset of the next `${`.
  package static func nextOpen(_ bytes: [UInt8], from start: Int, to limit: Int) -> Int? {
    var index = start
    while index + 1 < limit {
      if bytes[index] == UInt8(ascii: "$"), bytes[index + 1] == UInt8(ascii: "{") { return index }
      index += 1
    }
    return nil
  }

  /// Whether quotes or brackets of a bare expression stay open at its end.
  static func isOpen(_ bytes: [UInt8], in range: SourceRange) -> Bool {
    isOpen(bytes, in: range, stopsAtZero: false).isOpen
  }

  /// The offset after the bracket that closes the one at the start of a range, or the end of the range.
  static func bracketEnd(_ bytes: [UInt8], in range: SourceRange) -> Int {
    isOpen(bytes, in: range, stopsAtZero: true).end
  }

  private static func isOpen(
    _ bytes: [UInt8], in range: SourceRange, stopsAtZero: Bool
  ) -> (isOpen: Bool, end: Int) {
    var depth = 0
    var index = range.start
    while index < range.end {
      switch bytes[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        guard let next = afterQuoted(bytes, from: index, to: range.end) else {
          return (true, range.end)
        }
        index = next
        continue
      default: break
      }
      index += 1
      if stopsAtZero, depth <= 0 { return (false, index) }
    }
    return (depth > 0, range.end)
  }

  private static func isWord(_ bytes: [UInt8], before index: Int) -> Bool {
    guard index > 0 else { return false }
    let byte = bytes[index - 1]
    return byte == UInt8(ascii: "_") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
  }
}
