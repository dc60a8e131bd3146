/// Turns libyaml's character counts into UTF-8 offsets in constant time.
///
/// A mark is kept for every block of characters, and the rest is walked; a text of ASCII alone needs none.
struct CharacterOffsets {
  private static let block = 64

  private let bytes: [UInt8]
  private let base: Int
  private let marks: [Int]?

  /// Counts the characters from the offset `base` on.
  init(_ bytes: [UInt8], from base: Int) {
    self.bytes = bytes
    self.base = base
    guard !bytes[base...].allSatisfy({ $0 < 0x80 }) else {
      marks = nil
      return
    }
    var marks: [Int] = []
    var characters = 0
    for index in base..<bytes.count where bytes[index] & 0xC0 != 0x80 {
      if characters % Self.block == 0 { marks.append(index) }
      characters += 1
    }
    self.marks = marks
  }

  /// The UTF-8 offset in the file of a character; past the end it is the end.
  func offset(ofCharacter index: Int) -> Int {
    guard let marks else { return min(base + index, bytes.count) }
    let block = index / Self.block
    guard block < marks.count else { return bytes.count }
    var offset = marks[block]
    var left = index % Self.block
    while left > 0, offset < bytes.count {
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      left -= 1
    }
    return offset
  }
}
