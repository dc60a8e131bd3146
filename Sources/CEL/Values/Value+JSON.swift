public import SkaldValue

extension Value {
  /// Makes the value of a JSON text: numbers without a fraction are ints, objects are maps.
  public init(_ json: JSON) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .double(let value): self = .double(value)
    case .string(let value): self = .string(value)
    case .array(let values): self = .list(values.map { Value($0) })
    case .object(let object): self = .map(ValueMap(object))
    }
  }

  /// Makes the value of a JSON text that was declared to be of `type`.
  ///
  /// JSON has no times, bytes and unsigned numbers, and does not tell 2 from 2.0. Where the type asks for one of these
  /// the value becomes it; a value that does not fit its type stays what it is.
  public init(_ json: JSON, as type: CELType) {
    guard type.differsFromJSON else {
      self.init(json)
      return
    }
    switch (type, json) {
    case (.double, .int(let value)): self = .double(Double(value))
    case (.uint, .int(let value)): self = UInt64(exactly: value).map { .uint($0) } ?? .int(value)
    case (.timestamp, .string(let text)): self = CELTimestamp(text: text).map { .timestamp($0) } ?? .string(text)
    case (.duration, .string(let text)):
      self =
        Milliseconds(text: text).map { Value($0) } ?? CELDuration(text: text).map { .duration($0) } ?? .string(text)
    case (.bytes, .string(let text)): self = Base64.bytes(text).map { .bytes($0) } ?? .string(text)
    case (.list(let element), .array(let values)): self = .list(values.map { Value($0, as: element) })
    case (.map(_, let type), .object(let object)):
      self = .map(
        ValueMap(unique: object.members.map { .init(key: .string($0.name), value: Value($0.value, as: type)) }))
    case (.object(let fields), .object(let object)):
      let entries = object.members.map { member in
        ValueMap.Entry(key: .string(member.name), value: Value(member.value, as: fields[member.name]?.type ?? .dyn))
      }
      self = .map(ValueMap(unique: entries))
    default: self.init(json)
    }
  }

  /// The JSON text of the value: a timestamp as RFC 3339, a duration in seconds (`3s`), bytes as base64.
  /// - Throws: ``EvaluationError`` for what JSON has no text for.
  public func json() throws(EvaluationError) -> JSON {
    switch self {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .uint(let value):
      guard let value = Int64(exactly: value) else { throw unwritable("a uint beyond 63 bits") }
      return .int(value)
    case .double(let value):
      guard value.isFinite else { throw unwritable("a double that is not finite") }
      return .double(value)
    case .string(let value): return .string(value)
    case .bytes(let value): return .string(Base64.text(value))
    case .timestamp(let value): return .string(value.text)
    case .duration(let value): return .string(value.text)
    case .type(let name): return .string(name)
    case .list(let values):
      var elements: [JSON] = []
      elements.reserveCapacity(values.count)
      for value in values { elements.append(try value.json()) }
      return .array(elements)
    case .map(let map): return .object(try map.object())
    }
  }

  private func unwritable(_ what: String) -> EvaluationError {
    EvaluationError(kind: .invalidArgument, message: "JSON cannot hold \(what)", range: 0..<0, parts: [])
  }
}

extension ValueMap {
  fileprivate func object() throws(EvaluationError) -> JSONObject {
    if let json { return json }
    var members: [JSONObject.Member] = []
    var names: Set<String> = []
    for entry in entries {
      let name = entry.key.keyText
      guard names.insert(name).inserted else {
        throw EvaluationError(
          kind: .duplicateKey, message: "two keys of the map have the same text in JSON", range: 0..<0, parts: [])
      }
      members.append(JSONObject.Member(name: name, value: try entry.value.json()))
    }
    return JSONObject(unique: members)
  }
}

extension Value {
  /// The name of the member that stands for this key; a map has no keys of other types.
  fileprivate var keyText: String {
    switch self {
    case .string(let text): text
    case .bool(let value): value ? "true" : "false"
    case .int(let value): value.description
    case .uint(let value): value.description
    case .null, .double, .bytes, .list, .map, .timestamp, .duration, .type: ""
    }
  }

  /// Makes a point in time; null where it is outside the years 1 to 9999.
  public init(_ time: Timestamp) {
    var (seconds, rest) = time.milliseconds.quotientAndRemainder(dividingBy: 1000)
    if rest < 0 {
      rest += 1000
      seconds -= 1
    }
    self = CELTimestamp(seconds: seconds, nanoseconds: Int32(rest) * 1_000_000).map { .timestamp($0) } ?? .null
  }

  /// Makes a length of time; the longest that fits where it is longer.
  public init(_ length: Milliseconds) {
    let (nanoseconds, overflow) = length.count.multipliedReportingOverflow(by: 1_000_000)
    self = .duration(CELDuration(nanoseconds: overflow ? (length.count < 0 ? .min : .max) : nanoseconds))
  }
}

extension CELTimestamp {
  /// The point in whole milliseconds.
  public var timestamp: Timestamp {
    Timestamp(milliseconds: seconds * 1000 + Int64(nanoseconds / 1_000_000))
  }
}

extension CELDuration {
  /// The length in whole milliseconds.
  public var milliseconds: Milliseconds { Milliseconds(nanoseconds / 1_000_000) }
}

extension CELType {
  /// Whether a JSON text of this type is not yet its value.
  package var differsFromJSON: Bool {
    switch self {
    case .double, .uint, .timestamp, .duration, .bytes: true
    case .dyn, .null, .bool, .int, .string, .type: false
    case .list(let element): element.differsFromJSON
    case .map(_, let value): value.differsFromJSON
    case .object(let object): object.fields.contains { $0.type.differsFromJSON }
    }
  }
}
