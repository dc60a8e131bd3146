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

  /// The bytes of a text that ``text(_:)`` made; nil for any other.
  public static func bytes(_ text: String) -> [UInt8]? {
    var out: [UInt8] = []
    var rest: UInt32 = 0
    var bits: UInt32 = 0
    for letter in text.utf8 {
      guard let value = alphabet.firstIndex(of: letter) else { return nil }
      rest = rest << 5 | UInt32(value)
      bits += 5
      guard bits >= 8 else { continue }
      bits -= 8
      out.append(UInt8(truncatingIfNeeded: rest >> bits))
      rest &= (1 << bits) - 1
    }
    // What is left over must be the filling of the last letter, and no letter more.
    return rest == 0 && bits < 5 ? out : nil
  }
}
