/// Small steps over the bytes of a file.
enum Bytes {
  static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
  static func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
  static func isSpace(_ byte: UInt8) -> Bool { isBlank(byte) || isBreak(byte) }

  /// Whether a byte may be part of an anchor's name, as libyaml has it.
  static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  static func skipBlanks(_ bytes: [UInt8], from start: Int, to end: Int) -> Int {
    var index = start
    while index < end, isBlank(bytes[index]) { index += 1 }
    return index
  }

  static func skipSpaces(_ bytes: [UInt8], from start: Int, to end: Int) -> Int {
    var index = start
    while index < end, isSpace(bytes[index]) { index += 1 }
    return index
  }

  /// The offset after the line break at an offset; a carriage return and line feed are one.
  static func afterBreak(_ bytes: [UInt8], at index: Int) -> Int {
    let isPair =
      index + 1 < bytes.count && bytes[index] == UInt8(ascii: "\r") && bytes[index + 1] == UInt8(ascii: "\n")
    return min(index + (isPair ? 2 : 1), bytes.count)
  }

  /// The offset of the line break that ends the line of an offset, or the end of the file.
  static func lineEnd(_ bytes: [UInt8], from start: Int) -> Int {
    var index = start
    while index < bytes.count, !isBreak(bytes[index]) { index += 1 }
    return index
  }

  /// The offset of the first byte of the line of an offset.
  static func lineStart(_ bytes: [UInt8], of offset: Int) -> Int {
    var index = min(offset, bytes.count)
    while index > 0, !isBreak(bytes[index - 1]) { index -= 1 }
    return index
  }
}
