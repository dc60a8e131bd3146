extension Value: CustomStringConvertible {
  /// The value as CEL would write it.
  public var description: String { literal(limit: .max) }

  /// The value as CEL would write it, cut off after about `limit` bytes.
  func literal(limit: Int) -> String {
    var out = ""
    write(to: &out, limit: limit)
    guard out.utf8.count > limit else { return out }
    return String(out.prefix(limit)) + "…"
  }

  private func write(to out: inout String, limit: Int) {
    guard out.utf8.count <= limit else { return }
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .int(let value): out += value.description
    case .uint(let value): out += "\(value)u"
    case .double(let value): out += value.description
    case .string(let text): out += text.quotedLiteral
    case .bytes(let bytes): out += "bytes(\(bytes.count))"
    case .timestamp(let time): out += "timestamp(\(time.text.quotedLiteral))"
    case .duration(let length): out += "duration(\(length.text.quotedLiteral))"
    case .type(let name): out += name
    case .list(let elements):
      out += "["
      for (index, element) in elements.enumerated() where out.utf8.count <= limit {
        if index > 0 { out += ", " }
        element.write(to: &out, limit: limit)
      }
      out += "]"
    case .map(let map):
      out += "{"
      for (index, entry) in map.entries.enumerated() where out.utf8.count <= limit {
        if index > 0 { out += ", " }
        entry.key.write(to: &out, limit: limit)
        out += ": "
        entry.value.write(to: &out, limit: limit)
      }
      out += "}"
    }
  }
}

extension String {
  /// The text between double quotes, with the escapes of CEL.
  var quotedLiteral: String {
    var out = [UInt8(ascii: "\"")]
    out.reserveCapacity(utf8.count + 2)
    for byte in utf8 {
      switch byte {
      case 0x07: out += "\\a".utf8
      case 0x08: out += "\\b".utf8
      case 0x0C: out += "\\f".utf8
      case 0x0A: out += "\\n".utf8
      case 0x0D: out += "\\r".utf8
      case 0x09: out += "\\t".utf8
      case 0x0B: out += "\\v".utf8
      case UInt8(ascii: "\\"): out += "\\\\".utf8
      case UInt8(ascii: "\""): out += "\\\"".utf8
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
    return String(decoding: out, as: UTF8.self)
  }
}
