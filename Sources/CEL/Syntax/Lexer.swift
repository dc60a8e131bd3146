/// Cuts source into tokens.
struct Lexer {
  let bytes: [UInt8]
  var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func tokens(_ bytes: [UInt8]) throws(ParseError) -> [Token] {
    var lexer = Lexer(bytes)
    var tokens: [Token] = []
    repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
    return tokens
  }

  func peek(_ offset: Int = 0) -> UInt8? { index + offset < bytes.count ? bytes[index + offset] : nil }

  func error(_ message: String, from start: Int) -> ParseError {
    ParseError(message: message, range: start..<max(start, min(index, bytes.count)))
  }

  private mutating func next() throws(ParseError) -> Token {
    skipSpace()
    let start = index
    guard let byte = peek() else { return Token(kind: .end, range: start..<start) }
    let kind: Token.Kind
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): kind = try number()
    case UInt8(ascii: ".") where peek(1)?.isDigit == true: kind = try number()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): kind = try text(prefixLength: 0)
    case UInt8(ascii: "`"): kind = try quotedName()
    case _ where byte.isNameStart:
      if let length = textPrefixLength() { kind = try text(prefixLength: length) } else { kind = name() }
    default: kind = try symbol()
    }
    return Token(kind: kind, range: start..<index)
  }

  private mutating func skipSpace() {
    while let byte = peek() {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0C, 0x0D: index += 1
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
        while let byte = peek(), byte != 0x0A { index += 1 }
      default: return
      }
    }
  }

  private mutating func name() -> Token.Kind {
    let start = index
    while let byte = peek(), byte.isNameStart || byte.isDigit { index += 1 }
    return .name(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  private mutating func quotedName() throws(ParseError) -> Token.Kind {
    let start = index
    index += 1
    while let byte = peek(), byte != UInt8(ascii: "`") {
      guard byte.isNameStart || byte.isDigit || "./- ".utf8.contains(byte) else {
        index += 1
        throw error("a name between back quotes has letters, digits, `_`, `-`, `.`, `/` and spaces only", from: start)
      }
      index += 1
    }
    guard peek() != nil else { throw error("the name has no closing back quote", from: start) }
    guard index > start + 1 else { throw error("a name between back quotes is not empty", from: start) }
    index += 1
    return .quotedName(String(decoding: bytes[(start + 1)..<(index - 1)], as: UTF8.self))
  }

  private mutating func symbol() throws(ParseError) -> Token.Kind {
    for symbol in Symbol.allCases where bytes[index...].starts(with: symbol.rawValue.utf8) {
      index += symbol.rawValue.utf8.count
      return .symbol(symbol)
    }
    let start = index
    repeat { index += 1 } while peek().map { $0 & 0xC0 == 0x80 } ?? false
    let found = String(decoding: bytes[start..<index], as: UTF8.self)
    switch found {
    case "=": throw error("`=` is not an operator; compare with `==`", from: start)
    case "&": throw error("`&` is not an operator; use `&&`", from: start)
    case "|": throw error("`|` is not an operator; use `||`", from: start)
    default: throw error("`\(found)` does not belong in an expression", from: start)
    }
  }
}

extension UInt8 {
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  var isNameStart: Bool {
    self == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }

  /// The value of a hexadecimal digit.
  var hexadecimalValue: UInt32? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
