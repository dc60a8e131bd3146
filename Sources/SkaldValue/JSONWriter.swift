extension JSON {
  /// The compact text of this value.
  public var text: String { String(decoding: utf8, as: UTF8.self) }

  /// The compact text of this value as UTF-8.
  public var utf8: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(128)
    write(into: &out)
    return out
  }

  /// The canonical text: compact, members sorted by name at every depth.
  ///
  /// Equal values have equal canonical texts, so a hash of it is an identity.
  public var canonical: [UInt8] { sorted.utf8 }

  /// The same value with members sorted by name at every depth.
  public var sorted: JSON {
    switch self {
    case .null, .bool, .int, .double, .string: return self
    case .array(let values): return .array(values.map(\.sorted))
    case .object(let object):
      let members = object.members.sorted { $0.name < $1.name }
      return .object(JSONObject(unique: members.map { .init(name: $0.name, value: $0.value.sorted) }))
    }
  }

  /// Appends the compact text of this value.
  ///
  /// A number that JSON has no text for (not a number, an infinity) is written as null.
  public func write(into out: inout [UInt8]) {
    switch self {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
    case .int(let value): out.append(decimal: value)
    case .double(let value): out.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
    case .string(let value): out.append(quoted: value)
    case .array(let values):
      out.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        value.write(into: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let object):
      out.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        out.append(quoted: member.name)
        out.append(UInt8(ascii: ":"))
        member.value.write(into: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  /// The text with two spaces of indentation, for people.
  public var pretty: String {
    var out = ""
    writePretty(into: &out, indent: "")
    return out
  }

  private func writePretty(into out: inout String, indent: String) {
    switch self {
    case .array(let values) where !values.isEmpty:
      out += "[\n"
      for (index, value) in values.enumerated() {
        out += indent + "  "
        value.writePretty(into: &out, indent: indent + "  ")
        out += index == values.count - 1 ? "\n" : ",\n"
      }
      out += indent + "]"
    case .object(let object) where !object.isEmpty:
      out += "{\n"
      for (index, member) in object.members.enumerated() {
        out += "\(indent)  \(JSON.string(member.name).text): "
        member.value.writePretty(into: &out, indent: indent + "  ")
        out += index == object.count - 1 ? "\n" : ",\n"
      }
      out += indent + "}"
    case .null, .bool, .int, .double, .string, .array, .object: out += text
    }
  }
}

extension String {
  /// Whether JSON writes every byte as it is; they are looked at where they lie.
  fileprivate var isPlain: Bool {
    let bytes = utf8.span
    for index in bytes.indices {
      let byte = bytes[index]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
    }
    return true
  }
}

extension [UInt8] {
  mutating func append(quoted text: String) {
    append(UInt8(ascii: "\""))
    // Most texts need no escape and go over in one piece.
    if text.isPlain {
      append(contentsOf: text.utf8)
      return append(UInt8(ascii: "\""))
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append(UInt8(ascii: "\\"))
        append(byte)
      case 0x0A: append(contentsOf: #"\n"#.utf8)
      case 0x0D: append(contentsOf: #"\r"#.utf8)
      case 0x09: append(contentsOf: #"\t"#.utf8)
      case 0..<0x20:
        append(contentsOf: #"\u00"#.utf8)
        append(hexadecimalDigit(byte >> 4))
        append(hexadecimalDigit(byte & 15))
      default: append(byte)
      }
    }
    append(UInt8(ascii: "\""))
  }

  mutating func append(decimal value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    let start = count
    repeat {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    self[start...].reverse()
  }
}

/// The lower-case hexadecimal digit of a value below 16.
func hexadecimalDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
