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
    var out = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\u{07}": out += "\\a"
      case "\u{08}": out += "\\b"
      case "\u{0C}": out += "\\f"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{0B}": out += "\\v"
      case "\\": out += "\\\\"
      case "\"": out += "\\\""
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
