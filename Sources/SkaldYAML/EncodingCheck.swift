import SkaldDiagnostics

/// Finds bytes that a definition must not hold: text that is not UTF-8, and characters that a reader cannot see.
struct EncodingCheck {
  private let source: SourceText
  private(set) var diagnostics: [Diagnostic] = []
  /// Whether libyaml may be given the text.
  var isClean: Bool { diagnostics.isEmpty }

  init(_ source: SourceText) {
    self.source = source
    let bytes = source.bytes
    if bytes.count > YAMLLimits.fileBytes {
      report(
        0, 0, "the file has \(bytes.count) bytes, more than the \(YAMLLimits.fileBytes) allowed",
        help: "split it into several files")
      return
    }
    guard !hasForeignMark(bytes) else { return }
    var index = 0
    var directives = 0
    while index < bytes.count, diagnostics.count < DiagnosticList.limitPerFile {
      let byte = bytes[index]
      if byte < 0x80 {
        if byte < 0x20 || byte == 0x7F { checkControl(byte, at: index) }
        if byte == UInt8(ascii: "%"), index == 0 || Bytes.isBreak(bytes[index - 1]) { directives += 1 }
        index += 1
      } else {
        index = checkWide(at: index)
      }
    }
    if directives > YAMLLimits.directives {
      report(
        0, 0, "\(directives) lines begin with `%`, more than the \(YAMLLimits.directives) allowed",
        help: "a definition needs no directives")
    }
  }

  /// Byte order marks: of other encodings, whose bytes tell nothing more, and the one of UTF-8 that some editors
  /// write.
  private mutating func hasForeignMark(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      report(0, 2, "the file is UTF-16, not UTF-8", help: "save it as UTF-8")
      return true
    }
    guard bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return false }
    report(
      0, 3, "the file begins with a byte order mark", help: "save it as UTF-8 without one", fix: "")
    return false
  }

  private mutating func checkControl(_ byte: UInt8, at index: Int) {
    guard byte != 0x0A, byte != 0x0D, byte != 0x09 else { return }
    report(
      index, index + 1, "the control character U+\(Self.hexadecimal(UInt32(byte))) is not allowed",
      help: "delete it, or write it as an escape between double quotes", fix: "")
  }

  /// Checks a character of several bytes; gives the offset after it.
  private mutating func checkWide(at index: Int) -> Int {
    guard let (scalar, count) = decode(at: index) else {
      report(index, index + 1, "a byte is not UTF-8", help: "save the file as UTF-8")
      // Of a run of broken bytes the first tells enough.
      var next = index + 1
      while next < source.bytes.count, source.bytes[next] >= 0x80, decode(at: next) == nil { next += 1 }
      return next
    }
    if let what = Self.refusal(of: scalar), !(scalar == 0xFEFF && index == 0) {
      report(
        index, index + count, "\(what) U+\(Self.hexadecimal(scalar)) is not allowed",
        help: "delete it, or write it as an escape between double quotes", fix: "")
    }
    return index + count
  }

  private static func refusal(of scalar: UInt32) -> String? {
    switch scalar {
    case 0x80..<0xA0: "the control character"
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: "the text direction character"
    case 0x2028, 0x2029: "the line separator"
    case 0xFEFF: "the byte order mark"
    case _ where scalar & 0xFFFE == 0xFFFE: "the code point"
    default: nil
    }
  }

  /// The character at an offset and its length; nil where the bytes are not UTF-8.
  private func decode(at index: Int) -> (scalar: UInt32, count: Int)? {
    let bytes = source.bytes
    let first = bytes[index]
    let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first < 0xF5, index + count <= bytes.count else { return nil }
    var value = UInt32(first) & (0xFF >> UInt32(count + 1))
    for byte in bytes[(index + 1)..<(index + count)] {
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let least: UInt32 = count == 2 ? 0x80 : count == 3 ? 0x800 : 0x10000
    guard value >= least, Unicode.Scalar(value) != nil else { return nil }
    return (value, count)
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private mutating func report(_ start: Int, _ end: Int, _ message: String, help: String, fix: String? = nil) {
    let range = SourceRange(start: start, end: end)
    diagnostics.append(
      Diagnostic(
        code: "SK100", message: message, file: source.path, range: range, help: help,
        fix: fix.map { [Diagnostic.Edit(range: range, text: $0)] } ?? []))
  }
}
