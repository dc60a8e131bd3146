/// Base 32 with the alphabet of Douglas Crockford, which has no letters that are easily confused.
public enum Base32 {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// The text of bytes, five bits a letter, the last letter filled up with zeros.
  public static func text(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    var rest: UInt32 = 0
    var bits: UInt32 = 0
    for byte in bytes {
      rest = rest << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        out.append(alphabet[Int(rest >> bits & 31)])
      }
      rest &= (1 << bits) - 1
    }
    if bits > 0 { out.append(alphabet[Int(rest << (5 - bits) & 31)]) }
    return String(decoding: out, as: UTF8.self)
  }
}
