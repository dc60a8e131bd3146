/// A hash that is the same in every process and on every machine: FNV-1a with 64 bits.
///
/// Parameters as in [the FNV draft](https://datatracker.ietf.org/doc/html/draft-eastlake-fnv). Not for secrets.
public struct StableHash: Sendable {
  /// The hash of what was fed so far.
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Begins a hash.
  public init() {}

  /// Feeds bytes.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  }

  /// Feeds bytes that lie together: what other modules call most, and could not be compiled for them above.
  public mutating func update(_ bytes: [UInt8]) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  }

  /// Feeds an integer as eight bytes, least significant first.
  public mutating func update(_ integer: Int64) {
    var rest = UInt64(bitPattern: integer)
    for _ in 0..<8 {
      value = (value ^ (rest & 0xFF)) &* 0x0000_0100_0000_01B3
      rest >>= 8
    }
  }

  /// A number in [0, 1), evenly spread over what was fed.
  public var fraction: Double {
    // The finalizer of SplitMix64: the low bits of FNV-1a alone are not even enough.
    var mixed = value
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    mixed ^= mixed >> 31
    return Double(mixed >> 11) * 0x1p-53
  }
}
