public import SkaldValue

extension YAMLNode {
  /// The value as JSON: scalars resolved, keys as they are written.
  ///
  /// JSON has no number for `.nan` and `.inf`; they become the text that is written. Of doubled keys the first stays.
  public func json() -> JSON {
    switch kind {
    case .scalar(let scalar): scalar.json
    case .sequence(let items): .array(items.map { $0.json() })
    case .mapping(let entries): .object(YAMLNode.object(entries))
    }
  }

  private static func object(_ entries: [YAMLEntry]) -> JSONObject {
    var seen: Set<String> = []
    var members: [JSONObject.Member] = []
    members.reserveCapacity(entries.count)
    for entry in entries {
      let name = entry.key.text ?? ""
      guard seen.insert(name).inserted else { continue }
      members.append(JSONObject.Member(name: name, value: entry.value.json()))
    }
    return JSONObject(unique: members)
  }
}

extension YAMLScalar {
  /// The value as JSON.
  public var json: JSON {
    switch resolved {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .float(let value): value.isFinite ? .double(value) : .string(text)
    case .string(let value): .string(value)
    }
  }
}
