extension JSON {
  /// The JSON form of an encodable value, by its own coding.
  /// - Throws: what the value's own `encode(to:)` throws.
  public init(encoding value: some Encodable) throws {
    if let json = value as? JSON {
      self = json
      return
    }
    let slot = JSONSlot()
    try value.encode(to: JSONNodeEncoder(slot: slot, codingPath: []))
    self = slot.json
  }
}

/// Where an encoder puts what it is given; containers of one encoder share it.
final class JSONSlot {
  enum Content {
    case empty
    case value(JSON)
    case list([JSONSlot])
    case fields([(name: String, slot: JSONSlot)])
  }

  var content = Content.empty

  var json: JSON {
    switch content {
    case .empty: .object(JSONObject())
    case .value(let value): value
    case .list(let slots): .array(slots.map(\.json))
    case .fields(let fields): .object(JSONObject(fields.map { ($0.name, $0.slot.json) }))
    }
  }

  func field(_ name: String) -> JSONSlot {
    let slot = JSONSlot()
    if case .fields(let fields) = content {
      content = .fields(fields + [(name, slot)])
    } else {
      content = .fields([(name, slot)])
    }
    return slot
  }

  func element() -> JSONSlot {
    let slot = JSONSlot()
    if case .list(let slots) = content { content = .list(slots + [slot]) } else { content = .list([slot]) }
    return slot
  }

  func encode(_ value: some Encodable, path: [any CodingKey]) throws {
    if let json = value as? JSON {
      content = .value(json)
    } else {
      try value.encode(to: JSONNodeEncoder(slot: self, codingPath: path))
    }
  }
}

struct JSONNodeEncoder: Encoder {
  let slot: JSONSlot
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .fields = slot.content {} else { slot.content = .fields([]) }
    return KeyedEncodingContainer(JSONFieldsEncoder<Key>(slot: slot, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .list = slot.content {} else { slot.content = .list([]) }
    return JSONListEncoder(slot: slot, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    JSONScalarEncoder(slot: slot, codingPath: codingPath)
  }
}

private struct JSONFieldsEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: JSONSlot
  let codingPath: [any CodingKey]

  func encodeNil(forKey key: Key) { slot.field(key.stringValue).content = .value(.null) }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    try slot.field(key.stringValue).encode(value, path: codingPath + [key])
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested>
  {
    JSONNodeEncoder(slot: slot.field(key.stringValue), codingPath: codingPath + [key]).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    JSONNodeEncoder(slot: slot.field(key.stringValue), codingPath: codingPath + [key]).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { JSONNodeEncoder(slot: slot.field("super"), codingPath: codingPath) }
  func superEncoder(forKey key: Key) -> any Encoder {
    JSONNodeEncoder(slot: slot.field(key.stringValue), codingPath: codingPath + [key])
  }
}

private struct JSONListEncoder: UnkeyedEncodingContainer {
  let slot: JSONSlot
  let codingPath: [any CodingKey]

  var count: Int {
    guard case .list(let slots) = slot.content else { return 0 }
    return slots.count
  }

  func encodeNil() { slot.element().content = .value(.null) }
  func encode(_ value: some Encodable) throws {
    try slot.element().encode(value, path: codingPath + [JSONKey(index: count)])
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    JSONNodeEncoder(slot: slot.element(), codingPath: codingPath).container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    JSONNodeEncoder(slot: slot.element(), codingPath: codingPath).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { JSONNodeEncoder(slot: slot.element(), codingPath: codingPath) }
}

private struct JSONScalarEncoder: SingleValueEncodingContainer {
  let slot: JSONSlot
  let codingPath: [any CodingKey]

  func encodeNil() { slot.content = .value(.null) }
  func encode(_ value: Bool) { slot.content = .value(.bool(value)) }
  func encode(_ value: String) { slot.content = .value(.string(value)) }
  func encode(_ value: Double) throws { try number(value) }
  func encode(_ value: Float) throws { try number(Double(value)) }
  func encode(_ value: Int) throws { try integer(value) }
  func encode(_ value: Int8) throws { try integer(value) }
  func encode(_ value: Int16) throws { try integer(value) }
  func encode(_ value: Int32) throws { try integer(value) }
  func encode(_ value: Int64) throws { try integer(value) }
  func encode(_ value: UInt) throws { try integer(value) }
  func encode(_ value: UInt8) throws { try integer(value) }
  func encode(_ value: UInt16) throws { try integer(value) }
  func encode(_ value: UInt32) throws { try integer(value) }
  func encode(_ value: UInt64) throws { try integer(value) }
  func encode(_ value: some Encodable) throws { try slot.encode(value, path: codingPath) }

  private func number(_ value: Double) throws {
    guard value.isFinite else { throw refusal(value, "JSON has no text for this number") }
    slot.content = .value(.double(value))
  }

  private func integer(_ value: some BinaryInteger) throws {
    guard let exact = Int64(exactly: value) else { throw refusal(value, "the integer does not fit 64 bits") }
    slot.content = .value(.int(exact))
  }

  private func refusal(_ value: Any, _ reason: String) -> EncodingError {
    .invalidValue(value, .init(codingPath: codingPath, debugDescription: reason))
  }
}
