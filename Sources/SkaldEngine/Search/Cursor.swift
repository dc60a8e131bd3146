import SkaldRuntime
import SkaldValue

/// Where a list of instances goes on: a text that only the engine understands.
///
/// A checksum tells a text that was never given out from one that was; the list itself needs none of it, since any
/// number is a place in it.
enum Cursor {
  private static let length = 12

  /// The text of a place.
  static func text(before id: InstanceID) -> String {
    let number = UInt64(bitPattern: id.number)
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
    return Base32.text(bytes + checksum(bytes))
  }

  /// The place of a text; nil for anything that is none.
  static func place(_ text: String) -> InstanceID? {
    guard let bytes = Base32.bytes(text), bytes.count == length, checksum(Array(bytes[..<8])) == Array(bytes[8...])
    else { return nil }
    return InstanceID(Int64(bitPattern: bytes[..<8].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }))
  }

  private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
    var sum = CRC32C()
    sum.update(Array("cursor".utf8))
    sum.update(bytes)
    return (0..<4).map { UInt8(truncatingIfNeeded: sum.value >> UInt32(24 - 8 * $0)) }
  }
}
