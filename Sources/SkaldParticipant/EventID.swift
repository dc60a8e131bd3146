internal import FoundationEssentials
public import SkaldValue

/// Identifiers of events: UUIDs of version 7, which sort by their time.
enum EventID {
  static func make(at now: Timestamp) -> String {
    var random = SystemRandomNumberGenerator()
    let time = UInt64(max(0, now.milliseconds)) & 0xFFFF_FFFF_FFFF
    let high = time << 16 | 0x7000 | random.next() & 0x0FFF
    let low = 0x8000_0000_0000_0000 | random.next() & 0x3FFF_FFFF_FFFF_FFFF
    let text = Hexadecimal.text(bytes(high) + bytes(low))
    let bounds = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return bounds.map { String(text.dropFirst($0.lowerBound).prefix($0.count)) }.joined(separator: "-")
  }

  private static func bytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
  }
}

extension Timestamp {
  /// The time by the wall clock.
  public static var wallClock: Timestamp {
    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  }
}
