extension Lexer {
  /// How many letters before a quote make this a raw text or bytes; nil where this is a name.
  func textPrefixLength() -> Int? {
    var length = 0
    while length < 3, let byte = peek(length) {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let prefix = bytes[index..<(index + length)].map { $0 | 0x20 }
        return prefix == Array("b".utf8) || prefix == Array("r".utf8) || prefix == Array("br".utf8)
          || prefix == Array("rb".utf8) ? length : nil
      default: length += 1
      }
    }
    return nil
  }

  /// Reads a text or bytes, after `prefixLength` letters.
  mutating func text(prefixLength: Int) throws(ParseError) -> Token.Kind {
    let start = index
    let prefix = bytes[index..<(index + prefixLength)].map { $0 | 0x20 }
    let form = TextForm(isRaw: prefix.contains(UInt8(ascii: "r")), isBytes: prefix.contains(UInt8(ascii: "b")))
    index += prefixLength
    let quote = bytes[index]
    let isTriple = peek(1) == quote && peek(2) == quote
    let closing = Array(repeating: quote, count: isTriple ? 3 : 1)
    index += closing.count
    var content: [UInt8] = []
    while true {
      guard let byte = peek() else { throw error("the text has no closing quote", from: start) }
      if bytes[index...].starts(with: closing) { break }
      if !isTriple, byte == 0x0A || byte == 0x0D {
        throw error("the text has no closing quote on its line", from: start)
      }
      if byte == UInt8(ascii: "\\") {
        try escape(form, into: &content)
      } else {
        content.append(byte)
        index += 1
      }
    }
    index += closing.count
    if form.isBytes { return .bytes(content) }
    return .string(String(decoding: content, as: UTF8.self))
  }

  private mutating func escape(_ form: TextForm, into content: inout [UInt8]) throws(ParseError) {
    let start = index
    guard let letter = peek(1) else {
      index += 1
      return content.append(UInt8(ascii: "\\"))
    }
    if form.isRaw {
      content.append(contentsOf: [UInt8(ascii: "\\"), letter])
      index += 2
      return
    }
    index += 2
    switch letter {
    case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
      content.append(letter)
    case UInt8(ascii: "a"): content.append(0x07)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "v"): content.append(0x0B)
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      try append(digits: 2, radix: 16, form, from: start, to: &content)
    case UInt8(ascii: "u") where !form.isBytes:
      try append(digits: 4, radix: 16, form, from: start, to: &content)
    case UInt8(ascii: "U") where !form.isBytes:
      try append(digits: 8, radix: 16, form, from: start, to: &content)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      index -= 1
      try append(digits: 3, radix: 8, form, from: start, to: &content)
    default: throw error("unknown escape; a backslash itself is written `\\\\`", from: start)
    }
  }

  private mutating func code(digits: Int, radix: UInt32, from start: Int) throws(ParseError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = peek()?.hexadecimalValue, digit < radix else {
        throw error("this escape needs \(digits) digits of base \(radix)", from: start)
      }
      code = code &* radix &+ digit
      index += 1
    }
    return code
  }

  private mutating func append(
    digits: Int, radix: UInt32, _ form: TextForm, from start: Int, to content: inout [UInt8]
  ) throws(ParseError) {
    let code = try code(digits: digits, radix: radix, from: start)
    if form.isBytes { return content.append(UInt8(truncatingIfNeeded: code)) }
    guard let scalar = Unicode.Scalar(code) else { throw error("the escape is not a Unicode character", from: start) }
    content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}

/// How a text is written.
struct TextForm {
  /// Whether a backslash stands for itself.
  let isRaw: Bool
  /// Whether the result is bytes.
  let isBytes: Bool
}
