/// Escapes that ECMA-262 alone has.
extension RegexParser {
  /// Reads what follows `\u`: four digits, two such escapes for a surrogate pair, or digits in braces.
  mutating func codePoint() throws(RegexError) -> Unicode.Scalar {
    let malformed = RegexError("a code point is written `\\u00E9` or `\\u{1F600}`")
    if take("{") {
      guard let digits = text(until: "}"), digits.utf8.count <= 6, let code = UInt32(digits, radix: 16),
        let scalar = Unicode.Scalar(code)
      else { throw malformed }
      return scalar
    }
    guard let first = fourDigits() else { throw malformed }
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard take("\\"), take("u"), let second = fourDigits(), (0xD800..<0xDC00).contains(first),
      (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    else { throw malformed }
    return scalar
  }

  private mutating func fourDigits() -> UInt32? {
    var code: UInt32 = 0
    for offset in 0..<4 {
      guard let digit = peek(offset).flatMap({ Character($0).hexDigitValue }) else { return nil }
      code = code << 4 | UInt32(digit)
    }
    index += 4
    return code
  }

  /// Reads what follows `\c`: a letter that stands for a control character.
  mutating func controlLetter() throws(RegexError) -> Unicode.Scalar {
    guard let letter = current, letter.properties.isAlphabetic, letter.isASCII,
      let control = Unicode.Scalar(letter.value & 0x1F)
    else { throw RegexError("a control character is written `\\cJ`") }
    index += 1
    return control
  }
}
