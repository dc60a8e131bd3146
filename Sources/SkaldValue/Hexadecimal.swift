/// Bytes as hexadecimal digits, two a byte.
public enum Hexadecimal {
  /// The lower-case digits of bytes.
  public static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.flatMap { [hexadecimalDigit($0 >> 4), hexadecimalDigit($0 & 15)] }, as: UTF8.self)
  }

  /// The bytes of digits of either case; nil for anything else.
  public static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
