/// The CRC-32C checksum (Castagnoli polynomial, [RFC 3720](https://www.rfc-editor.org/rfc/rfc3720), appendix B.4).
public struct CRC32C: Sendable {
  private var state: UInt32 = 0xFFFF_FFFF

  /// Begins a checksum.
  public init() {}

  /// The checksum of what was fed so far.
  public var value: UInt32 { state ^ 0xFFFF_FFFF }

  /// Feeds bytes.
  public mutating func update(_ bytes: [UInt8]) {
    let table = Self.table
    let whole = bytes.count & ~7
    for start in stride(from: 0, to: whole, by: 8) {
      fold(Self.word(bytes, start), Self.word(bytes, start + 4), table)
    }
    for byte in bytes[whole...] { state = table[Int((state ^ UInt32(byte)) & 0xFF)] ^ state >> 8 }
  }

  /// Feeds an integer as eight bytes, least significant first.
  public mutating func update(_ integer: Int64) {
    let bits = UInt64(bitPattern: integer)
    fold(UInt32(truncatingIfNeeded: bits), UInt32(truncatingIfNeeded: bits >> 32), Self.table)
  }

  /// Feeds eight bytes at once: every byte has a table of what it does to the sum seven to no bytes later.
  private mutating func fold(_ first: UInt32, _ second: UInt32, _ table: [UInt32]) {
    let low = state ^ first
    state =
      table[0x700 + Int(low & 0xFF)] ^ table[0x600 + Int(low >> 8 & 0xFF)] ^ table[0x500 + Int(low >> 16 & 0xFF)]
      ^ table[0x400 + Int(low >> 24)]
    state ^=
      table[0x300 + Int(second & 0xFF)] ^ table[0x200 + Int(second >> 8 & 0xFF)]
      ^ table[0x100 + Int(second >> 16 & 0xFF)] ^ table[Int(second >> 24)]
  }

  /// Four bytes, least significant first.
  private static func word(_ bytes: [UInt8], _ start: Int) -> UInt32 {
    UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16
      | UInt32(bytes[start + 3]) << 24
  }

  /// Eight tables of 256 entries, one behind the other.
  private static let table: [UInt32] = {
    var table = (0..<256).map { (seed: UInt32) in
      (0..<8).reduce(seed) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
    }
    for index in 256..<2048 {
      let before = table[index - 256]
      table.append(table[Int(before & 0xFF)] ^ before >> 8)
    }
    return table
  }()
}
