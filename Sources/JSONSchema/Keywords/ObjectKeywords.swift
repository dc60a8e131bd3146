import SkaldValue

extension KeywordCatalog {
  /// How many members an object has, and which it must have.
  static let objects: [KeywordRule] = [
    KeywordRule("minProperties", .validation) { source, reader throws(SchemaFault) in
      CountKeyword(.fields, atLeast: try reader.count(source))
    },
    KeywordRule("maxProperties", .validation) { source, reader throws(SchemaFault) in
      CountKeyword(.fields, atMost: try reader.count(source))
    },
    KeywordRule("required", .validation) { source, reader throws(SchemaFault) in
      RequiredKeyword(sets: [.init(condition: nil, names: try reader.texts(source))])
    },
    KeywordRule("dependentRequired", .validation) { source, reader throws(SchemaFault) in
      guard let object = source.value.object else {
        throw reader.fault(source, "expected an object of lists, found \(source.value.kind)")
      }
      var sets: [RequiredKeyword.Names] = []
      for member in object {
        sets.append(.init(condition: member.name, names: try reader.texts(member.value, of: source, at: member.name)))
      }
      return RequiredKeyword(sets: sets)
    },
  ]
}

/// `required`, and `dependentRequired` with a condition for each list.
struct RequiredKeyword: Keyword {
  struct Names: Sendable {
    /// The member on whose presence they depend.
    let condition: String?
    let names: [String]
  }

  let sets: [Names]

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard case .object(let object) = value else { return true }
    var isValid = true
    for set in sets {
      if let condition = set.condition, try !run.has(condition, in: object) { continue }
      for name in set.names where try !run.has(name, in: object) {
        let reason = set.condition.map { " where `\($0)` is there" } ?? ""
        isValid = try run.reject("required field is missing" + reason, frame, at: .name(name))
        if run.isSilent { return false }
      }
    }
    return isValid
  }
}

extension Run {
  /// Whether an object has a member; the members are walked for it.
  mutating func has(_ name: String, in object: JSONObject) throws(RunLimit) -> Bool {
    try spend(object.count)
    return object[name] != nil
  }
}
