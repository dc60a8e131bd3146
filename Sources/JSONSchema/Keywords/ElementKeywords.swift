import SkaldValue

extension KeywordCatalog {
  /// Schemas of the elements of a list.
  static let elements: [KeywordRule] = [
    KeywordRule("prefixItems", .applicator, holds: .list) { source, reader throws(SchemaFault) in
      PrefixItemsKeyword(nodes: try reader.schemas(source))
    },
    KeywordRule("items", .applicator, holds: .schema) { source, reader throws(SchemaFault) in
      ItemsKeyword(start: source.schema["prefixItems"]?.array?.count ?? 0, node: try reader.schema(source))
    },
    KeywordRule("contains", .applicator, holds: .schema) { source, reader throws(SchemaFault) in
      ContainsKeyword(
        node: try reader.schema(source), min: try reader.bound("minContains", beside: source) ?? 1,
        max: try reader.bound("maxContains", beside: source))
    },
  ]
}

extension SchemaReader {
  /// The count of another keyword of the same schema, where its vocabulary is switched on.
  fileprivate func bound(_ name: String, beside source: KeywordSource) throws(SchemaFault) -> Int? {
    guard let value = source.schema[name], has(.validation, in: source.resource) else { return nil }
    return try count(
      KeywordSource(
        name: name, value: value, schema: source.schema, place: source.place, resource: source.resource))
  }
}

struct PrefixItemsKeyword: Keyword {
  let nodes: [Int]

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard case .array(let values) = value else { return true }
    frame.seen.insert(prefix: nodes.count)
    var isValid = true
    for (index, (value, node)) in zip(values, nodes).enumerated() {
      if try !run.accepts(value, node, at: .index(index)) { isValid = false }
      if run.isSilent, !isValid { break }
    }
    return isValid
  }
}

/// All elements from some on.
struct ItemsKeyword: Keyword {
  let start: Int
  let node: Int

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard case .array(let values) = value else { return true }
    frame.seen.insert(prefix: .max)
    var isValid = true
    for (index, value) in values.enumerated().dropFirst(start) {
      if try !run.accepts(value, node, at: .index(index)) { isValid = false }
      if run.isSilent, !isValid { break }
    }
    return isValid
  }
}

struct ContainsKeyword: Keyword {
  let node: Int
  let min: Int
  let max: Int?

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard case .array(let values) = value else { return true }
    var count = 0
    for (index, value) in values.enumerated() {
      var seen = Seen()
      guard try run.isAccepted(value, node, seeing: &seen) else { continue }
      count += 1
      if run.program.tracksEvaluated { frame.seen.insert(index) }
    }
    if count < min {
      return try run.reject("expected at least \(min) elements that match `contains`, found \(count)", frame)
    }
    if let max, count > max {
      return try run.reject("expected at most \(max) elements that match `contains`, found \(count)", frame)
    }
    return true
  }
}
