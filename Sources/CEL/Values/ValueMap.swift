public import SkaldValue

/// A map from keys (bool, int, uint, string) to values, in the order in which it was made.
///
/// Numbers of different kinds are one key when they are equal. A map made from a JSON object converts a member only
/// when it is read: an expression reads few fields of a large input.
public struct ValueMap: Sendable {
  /// A key and its value.
  public struct Entry: Sendable, Hashable {
    /// The key.
    public let key: Value
    /// Its value.
    public let value: Value
  }

  private enum Storage: Sendable {
    case json(JSONObject)
    case table(Table)
  }

  private let storage: Storage

  /// Makes a map of the members of a JSON object.
  public init(_ object: JSONObject) { storage = .json(object) }

  /// Makes a map; nil where a key is of a type that cannot be one, or appears twice.
  public init?(_ entries: [(key: Value, value: Value)]) {
    guard let table = Table(entries.map { Entry(key: $0.key, value: $0.value) }) else { return nil }
    storage = .table(table)
  }

  /// Makes a map of entries whose keys are known to be valid and unique, as those of another map are.
  init(unique entries: [Entry]) { storage = .table(Table(unique: entries)) }

  /// How many entries there are.
  public var count: Int {
    switch storage {
    case .json(let object): object.count
    case .table(let table): table.entries.count
    }
  }

  /// The entries in their order.
  public var entries: [Entry] {
    switch storage {
    case .json(let object): object.members.map { Entry(key: .string($0.name), value: Value($0.value)) }
    case .table(let table): table.entries
    }
  }

  /// The keys in their order.
  public var keys: [Value] {
    switch storage {
    case .json(let object): object.members.map { .string($0.name) }
    case .table(let table): table.entries.map(\.key)
    }
  }

  /// The value under a text as key.
  public subscript(_ name: String) -> Value? {
    switch storage {
    case .json(let object): object[name].map { Value($0) }
    case .table(let table): table.value(of: .string(ExactString(name)))
    }
  }

  /// The value under `key`; nil where there is none, or `key` cannot be one.
  public subscript(_ key: Value) -> Value? {
    guard let key = MapKey(key) else { return nil }
    switch storage {
    case .json(let object):
      guard case .string(let name) = key else { return nil }
      return object[name.text].map { Value($0) }
    case .table(let table): return table.value(of: key)
    }
  }

  /// The JSON object that this map was made from.
  var json: JSONObject? {
    guard case .json(let object) = storage else { return nil }
    return object
  }
}

extension ValueMap: Hashable {
  /// Whether both have equal entries, in any order.
  public static func == (left: ValueMap, right: ValueMap) -> Bool {
    guard left.count == right.count else { return false }
    return left.entries.allSatisfy { right[$0.key] == $0.value }
  }

  /// Feeds the number of entries, since the order of entries does not matter to equality.
  public func hash(into hasher: inout Hasher) { hasher.combine(count) }
}

/// A text that equals only the same code points.
struct ExactString: Sendable, Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: ExactString, right: ExactString) -> Bool { isSame(left.text, right.text) }
}

/// A key in the one form that all equal keys share.
enum MapKey: Sendable, Hashable {
  case bool(Bool)
  case int(Int64)
  /// Only what is too large for ``int(_:)``.
  case uint(UInt64)
  case string(ExactString)

  init?(_ value: Value) {
    switch value {
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .uint(let value): self = Int64(exactly: value).map { .int($0) } ?? .uint(value)
    case .double(let value):
      if let value = Int64(exactly: value) {
        self = .int(value)
      } else if let value = UInt64(exactly: value) {
        self = .uint(value)
      } else {
        return nil
      }
    case .string(let value): self = .string(ExactString(value))
    case .null, .bytes, .list, .map, .timestamp, .duration, .type: return nil
    }
  }
}

/// Entries with an index, which is only worth its memory once there are many.
private final class Table: Sendable {
  /// Up to so many entries a scan beats hashing.
  static let scanMax = 8

  let entries: [ValueMap.Entry]
  private let index: [MapKey: Int]

  init?(_ entries: [ValueMap.Entry]) {
    var index: [MapKey: Int] = [:]
    for (position, entry) in entries.enumerated() {
      if case .double = entry.key { return nil }
      guard let key = MapKey(entry.key), index.updateValue(position, forKey: key) == nil else { return nil }
    }
    self.entries = entries
    self.index = entries.count > Self.scanMax ? index : [:]
  }

  init(unique entries: [ValueMap.Entry]) {
    var index: [MapKey: Int] = [:]
    if entries.count > Self.scanMax {
      for (position, entry) in entries.enumerated() {
        if let key = MapKey(entry.key) { index[key] = position }
      }
    }
    self.entries = entries
    self.index = index
  }

  func value(of key: MapKey) -> Value? {
    if entries.count > Self.scanMax { return index[key].map { entries[$0].value } }
    return entries.first { MapKey($0.key) == key }?.value
  }
}
