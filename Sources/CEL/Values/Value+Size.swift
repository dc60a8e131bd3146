import SkaldValue

extension Value {
  /// Refuses a value whose text would be longer than `bytesMax`.
  ///
  /// The walk ends at the bound: a value may hold one part many times, so its text can be much larger than its memory.
  func requireSize(within bytesMax: Int) throws(Failure) {
    var remaining = bytesMax
    consume(&remaining)
    guard remaining >= 0 else {
      throw Failure(.limitExceeded, "the value is larger than \(bytesMax) bytes")
    }
  }

  private func consume(_ remaining: inout Int) {
    guard remaining >= 0 else { return }
    switch self {
    case .null, .bool: remaining -= 4
    case .int, .uint, .double: remaining -= 8
    case .timestamp, .duration, .type: remaining -= 24
    case .string(let text): remaining -= text.utf8.count + 2
    case .bytes(let bytes): remaining -= bytes.count / 3 * 4 + 2
    case .list(let elements):
      remaining -= 2 + elements.count
      for element in elements where remaining >= 0 { element.consume(&remaining) }
    case .map(let map):
      remaining -= 2 + 2 * map.count
      if let json = map.json { return json.consume(&remaining) }
      for entry in map.entries where remaining >= 0 {
        entry.key.consume(&remaining)
        entry.value.consume(&remaining)
      }
    }
  }
}

extension JSONObject {
  fileprivate func consume(_ remaining: inout Int) {
    for member in members where remaining >= 0 {
      remaining -= member.name.utf8.count + 2
      member.value.consume(&remaining)
    }
  }
}

extension JSON {
  fileprivate func consume(_ remaining: inout Int) {
    switch self {
    case .null, .bool: remaining -= 4
    case .int, .double: remaining -= 8
    case .string(let text): remaining -= text.utf8.count + 2
    case .array(let elements):
      remaining -= 2 + elements.count
      for element in elements where remaining >= 0 { element.consume(&remaining) }
    case .object(let object):
      remaining -= 2 + object.count
      object.consume(&remaining)
    }
  }
}
