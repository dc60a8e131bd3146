/// A schema as it is checked: nodes that refer to each other by number.
struct SchemaProgram: Sendable {
  let nodes: [SchemaNode]
  let root: Int
  /// Whether what was seen of a value has to be remembered for `unevaluated…`.
  let tracksEvaluated: Bool
  /// For each resource the nodes by the names of their dynamic anchors.
  let dynamicAnchors: [[String: Int]]
  /// The documents that were read.
  let used: Set<String>
}

/// One schema of the documents.
struct SchemaNode: Sendable {
  enum Content: Sendable {
    case constant(Bool)
    case keywords([Entry])
  }

  struct Entry: Sendable {
    let name: String
    let keyword: any Keyword
  }

  /// The document's name and a JSON Pointer.
  let location: String
  /// The resource to which it belongs.
  var resource: Int
  var content: Content
}
