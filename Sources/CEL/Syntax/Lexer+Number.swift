extension Lexer {
  /// Reads an integer, an unsigned integer or a floating-point number.
  mutating func number() throws(ParseError) -> Token.Kind {
    let start = index
    if peek() == UInt8(ascii: "0"), let next = peek(1), next | 0x20 == UInt8(ascii: "x") {
      index += 2
      let first = index
      while peek()?.hexadecimalValue != nil { index += 1 }
      return try integer(bytes[first..<index], radix: 16, from: start)
    }
    digits()
    var isInteger = true
    if peek() == UInt8(ascii: "."), peek(1)?.isDigit == true {
      isInteger = false
      index += 1
      digits()
    }
    if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      index += 1
      if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { index += 1 }
      guard peek()?.isDigit == true else { throw error("an exponent needs a digit", from: start) }
      digits()
    }
    if isInteger { return try integer(bytes[start..<index], radix: 10, from: start) }
    guard let value = Double(String(decoding: bytes[start..<index], as: UTF8.self)) else {
      throw error("the number is out of range", from: start)
    }
    try expectNumberEnd(from: start)
    return .double(value)
  }

  private mutating func digits() {
    while peek()?.isDigit == true { index += 1 }
  }

  private mutating func integer(_ digits: ArraySlice<UInt8>, radix: Int, from start: Int) throws(ParseError)
    -> Token.Kind
  {
    guard !digits.isEmpty else { throw error("a hexadecimal number needs a digit", from: start) }
    guard let value = UInt64(String(decoding: digits, as: UTF8.self), radix: radix) else {
      throw error("the number does not fit 64 bits", from: start)
    }
    let isUnsigned = peek().map { $0 | 0x20 == UInt8(ascii: "u") } ?? false
    if isUnsigned { index += 1 }
    try expectNumberEnd(from: start)
    return isUnsigned ? .unsigned(value) : .integer(value)
  }

  private mutating func expectNumberEnd(from start: Int) throws(ParseError) {
    guard let byte = peek(), byte.isNameStart else { return }
    index += 1
    throw error("a number ends before a letter", from: start)
  }
}
