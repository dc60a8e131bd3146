import SkaldValue

extension KeywordCatalog {
  /// Schemas that apply to the same value.
  static let logic: [KeywordRule] = [
    KeywordRule("allOf", .applicator, holds: .list) { source, reader throws(SchemaFault) in
      AllOfKeyword(nodes: try reader.schemas(source))
    },
    KeywordRule("anyOf", .applicator, holds: .list) { source, reader throws(SchemaFault) in
      ChoiceKeyword(nodes: try reader.schemas(source), isExclusive: false)
    },
    KeywordRule("oneOf", .applicator, holds: .list) { source, reader throws(SchemaFault) in
      ChoiceKeyword(nodes: try reader.schemas(source), isExclusive: true)
    },
    KeywordRule("not", .applicator, holds: .schema) { source, reader throws(SchemaFault) in
      NotKeyword(node: try reader.schema(source))
    },
    KeywordRule("if", .applicator, holds: .schema) { source, reader throws(SchemaFault) in
      let then = try reader.schema(beside: source, "then")
      let otherwise = try reader.schema(beside: source, "else")
      return ConditionKeyword(condition: try reader.schema(source), then: then, otherwise: otherwise)
    },
    // Without `if` these two say nothing, but must be schemas.
    KeywordRule("then", .applicator, holds: .schema, branch), KeywordRule("else", .applicator, holds: .schema, branch),
    KeywordRule("dependentSchemas", .applicator, holds: .map) { source, reader throws(SchemaFault) in
      DependentSchemasKeyword(schemas: try reader.schemaMap(source))
    },
  ]

  private static let branch: KeywordRule.Read = { source, reader throws(SchemaFault) in
    _ = try reader.schema(source)
    return nil
  }
}

extension SchemaReader {
  /// The schema of another keyword of the same schema, where it has it.
  mutating func schema(beside source: KeywordSource, _ name: String) throws(SchemaFault) -> Int? {
    guard source.schema[name] != nil else { return nil }
    return node(at: source.place.appending(name), in: source.resource)
  }
}

struct AllOfKeyword: Keyword {
  let nodes: [Int]

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    var isValid = true
    for node in nodes where try !run.accepts(value, node, seeing: &frame.seen) {
      isValid = false
      if run.isSilent { break }
    }
    return isValid
  }
}

/// `anyOf` and `oneOf`.
struct ChoiceKeyword: Keyword {
  let nodes: [Int]
  let isExclusive: Bool

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    var count = 0
    for node in nodes where try run.isAccepted(value, node, seeing: &frame.seen) {
      count += 1
      // What the others have seen counts too.
      if isExclusive ? count > 1 : !run.program.tracksEvaluated { break }
    }
    if count == 1 || (count > 1 && !isExclusive) { return true }
    if count > 1 { return try run.reject("expected one of the \(nodes.count) schemas to match, found several", frame) }
    // With a single way its own mismatches say more.
    if nodes.count == 1, !run.isSilent { return try run.accepts(value, nodes[0], seeing: &frame.seen) }
    return try run.reject("expected one of the \(nodes.count) schemas to match, found none", frame)
  }
}

struct NotKeyword: Keyword {
  let node: Int

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    var seen = Seen()
    guard try run.isAccepted(value, node, seeing: &seen) else { return true }
    return try run.reject("expected a value that the schema of `not` does not match", frame)
  }
}

/// `if` with its `then` and `else`.
struct ConditionKeyword: Keyword {
  let condition: Int
  let then: Int?
  let otherwise: Int?

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    let branch = try run.isAccepted(value, condition, seeing: &frame.seen) ? then : otherwise
    guard let branch else { return true }
    return try run.accepts(value, branch, seeing: &frame.seen)
  }
}

struct DependentSchemasKeyword: Keyword {
  let schemas: [(name: String, node: Int)]

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard case .object(let object) = value else { return true }
    var isValid = true
    for (name, node) in schemas where try run.has(name, in: object) {
      if try !run.accepts(value, node, seeing: &frame.seen) { isValid = false }
    }
    return isValid
  }
}
