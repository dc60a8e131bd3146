/// The CRC-32C checksum (Castagnoli polynomial, [RFC 3720](https://www.rfc-editor.org/rfc/rfc3720), appendix B.4).
public struct CRC32C: Sendable {
  private var state: UInt32 = 0xFFFF_FFFF

  /// Begins a checksum.
  public init() {}

  /// The checksum of what was fed so far.
  public var value: UInt32 { state ^ 0xFFFF_FFFF }

  /// Feeds bytes.
  public mutating func update(_ bytes: [UInt8]) {
    for byte in bytes { state = Self.table[Int((state ^ UInt32(byte)) & 0xFF)] ^ state >> 8 }
  }

  /// Feeds an integer as eight bytes, least significant first.
  public mutating func update(_ integer: Int64) {
    var rest = UInt64(bitPattern: integer)
    for _ in 0..<8 {
      state = Self.table[Int((state ^ UInt32(truncatingIfNeeded: rest)) & 0xFF)] ^ state >> 8
      rest >>= 8
    }
  }

  private static let table: [UInt32] = (0..<256).map { (seed: UInt32) in
    (0..<8).reduce(seed) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
  }
}
