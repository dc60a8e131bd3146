import SkaldValue

extension KeywordCatalog {
  /// Lengths of lists, and `uniqueItems`.
  static let lists: [KeywordRule] = [
    KeywordRule("minItems", .validation) { source, reader throws(SchemaFault) in
      CountKeyword(.elements, atLeast: try reader.count(source))
    },
    KeywordRule("maxItems", .validation) { source, reader throws(SchemaFault) in
      CountKeyword(.elements, atMost: try reader.count(source))
    },
    KeywordRule("uniqueItems", .validation) { source, reader throws(SchemaFault) in
      try reader.flag(source) ? UniqueItemsKeyword() : nil
    },
    // These two only say how `contains` counts.
    KeywordRule("minContains", .validation) { source, reader throws(SchemaFault) in
      _ = try reader.count(source)
      return nil
    },
    KeywordRule("maxContains", .validation) { source, reader throws(SchemaFault) in
      _ = try reader.count(source)
      return nil
    },
  ]
}

struct UniqueItemsKeyword: Keyword {
  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard case .array(let values) = value else { return true }
    var known: [[UInt8]: Int] = [:]
    for (index, value) in values.enumerated() {
      let identity = value.identity
      try run.spend(Run.unitsPerStep + identity.count)
      if let first = known.updateValue(index, forKey: identity) {
        return try run.reject("the same as element \(first); expected different ones", frame, at: .index(index))
      }
    }
    return true
  }
}
