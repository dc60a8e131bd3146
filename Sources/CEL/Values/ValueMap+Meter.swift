import SkaldValue

// A look-up in a JSON object passes its members, one in a table hashes the key, and reading a JSON list converts it: each
// is paid for before it is done.
extension ValueMap {
  /// Whether there is such a field.
  func has(_ name: String, _ meter: inout Meter) throws(Failure) -> Bool {
    guard let json else { return self[name] != nil }
    try meter.charge(json.count)
    return json[name] != nil
  }

  /// The value under a text as key.
  func value(of name: String, _ meter: inout Meter) throws(Failure) -> Value? {
    guard let json else { return self[name] }
    try meter.charge(json.count)
    guard let member = json[name] else { return nil }
    return try Value(member, &meter)
  }

  /// The value under `key`.
  func value(of key: Value, _ meter: inout Meter) throws(Failure) -> Value? {
    if case .string(let name) = key {
      try meter.charge(key: key)
      return try value(of: name, &meter)
    }
    return self[key]
  }

  /// All entries.
  func entries(_ meter: inout Meter) throws(Failure) -> [Entry] {
    try meter.charge(count * 2)
    guard let json else { return entries }
    var entries: [Entry] = []
    entries.reserveCapacity(json.count)
    for member in json.members {
      entries.append(Entry(key: .string(member.name), value: try Value(member.value, &meter)))
    }
    return entries
  }
}

extension Value {
  /// Makes the value of a JSON text; a list is converted whole, an object when it is read.
  fileprivate init(_ json: JSON, _ meter: inout Meter) throws(Failure) {
    guard case .array(let elements) = json else {
      self.init(json)
      return
    }
    try meter.charge(elements.count * 2)
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for element in elements { values.append(try Value(element, &meter)) }
    self = .list(values)
  }
}

extension Meter {
  /// Pays for hashing or comparing a key.
  mutating func charge(key: Value) throws(Failure) {
    // Hashing normalises letters, which takes several times as long as a comparison.
    if case .string(let text) = key { try charge(text.utf8.count * 4) }
  }
}
