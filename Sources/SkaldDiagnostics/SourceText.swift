/// A place in a file as people count: lines and columns from 1, columns in Unicode scalars.
public struct Position: Sendable, Hashable {
  /// The line, from 1.
  public let line: Int
  /// The column, from 1, in Unicode scalars.
  public let column: Int
  /// The offset in UTF-8 bytes, from 0.
  public let offset: Int

  /// Makes a place.
  public init(line: Int, column: Int, offset: Int) {
    self.line = line
    self.column = column
    self.offset = offset
  }
}

/// The text of one file, with the table that turns offsets into lines and columns.
public struct SourceText: Sendable {
  /// The path as the user wrote it; it names the file in messages.
  public let path: String
  /// The bytes as they were read, perhaps not valid UTF-8.
  public let bytes: [UInt8]
  private let lineStarts: [Int]

  /// Makes the text of a file from its bytes.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    lineStarts = SourceText.starts(of: bytes)
  }

  /// Makes the text of a file from a text.
  public init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }

  /// The whole text; bytes that are not UTF-8 are replaced.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// How many lines there are; the line after a last line break counts when it holds something.
  public var lineCount: Int {
    if let last = lineStarts.last, last == bytes.count, lineStarts.count > 1 { return lineStarts.count - 1 }
    return lineStarts.count
  }

  /// The place of a UTF-8 offset; an offset past the end is the end.
  public func position(at utf8Offset: Int) -> Position {
    let offset = min(max(utf8Offset, 0), bytes.count)
    let line = lineIndex(at: offset)
    var column = 1
    for byte in bytes[lineStarts[line]..<offset] where !isContinuation(byte) { column += 1 }
    return Position(line: line + 1, column: column, offset: offset)
  }

  /// The text of a line, counted from 1, without its line break; empty where there is no such line.
  public func line(_ number: Int) -> String {
    guard let range = lineRange(number) else { return "" }
    return text(in: range)
  }

  /// The offsets of a line, counted from 1, without its line break.
  public func lineRange(_ number: Int) -> SourceRange? {
    guard number >= 1, number <= lineStarts.count else { return nil }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return SourceRange(start: start, end: end)
  }

  /// The text between two offsets; a range that leaves the file is cut.
  public func text(in range: SourceRange) -> String {
    let start = min(max(range.start, 0), bytes.count)
    let end = min(max(range.end, start), bytes.count)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The offset at which the character begins that an offset lies in.
  func scalarStart(at utf8Offset: Int) -> Int {
    var offset = min(max(utf8Offset, 0), bytes.count)
    while offset > 0, offset < bytes.count, isContinuation(bytes[offset]) { offset -= 1 }
    return offset
  }

  private func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Lines end at a line feed, a carriage return, or both together, as in YAML 1.2.
  private static func starts(of bytes: [UInt8]) -> [Int] {
    var starts = [0]
    for index in bytes.indices {
      let byte = bytes[index]
      let isBreak =
        byte == UInt8(ascii: "\n")
        || (byte == UInt8(ascii: "\r")
          && !(index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")))
      if isBreak { starts.append(index + 1) }
    }
    return starts
  }

  private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
