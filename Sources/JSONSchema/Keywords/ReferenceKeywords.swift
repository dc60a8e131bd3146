import SkaldValue

extension KeywordCatalog {
  /// `$ref` and `$dynamicRef`.
  static let references: [KeywordRule] = [
    KeywordRule("$ref", .core) { source, reader throws(SchemaFault) in
      ReferenceKeyword(node: try reader.target(of: source).node, dynamicAnchor: nil)
    },
    KeywordRule("$dynamicRef", .core) { source, reader throws(SchemaFault) in
      let (node, anchor) = try reader.target(of: source)
      return ReferenceKeyword(node: node, dynamicAnchor: anchor)
    },
  ]
}

struct ReferenceKeyword: Keyword {
  let node: Int
  /// The name by which an outer resource may send elsewhere.
  let dynamicAnchor: String?

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    let target = dynamicAnchor.map { run.dynamicTarget($0, otherwise: node) } ?? node
    return try run.accepts(value, target, seeing: &frame.seen)
  }
}
