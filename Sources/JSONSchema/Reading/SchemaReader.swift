import LinearRegex
import SkaldValue

/// Reads documents into nodes that are checked without looking anything up again.
struct SchemaReader {
  private var registry: Registry
  private(set) var nodes: [SchemaNode] = []
  private var indices: [Place: Int] = [:]
  /// Nodes that are referred to and not yet read; a queue, so that schemas may refer to themselves.
  private var unread: [Place] = []
  /// How many instructions all patterns may become.
  static let patternSizeMax = 100_000
  /// The patterns that were read: some stand at several places, and two keywords read the same.
  var patterns: [String: Regex] = [:]
  var patternSize = 0
  /// Whether a keyword asks what the others have seen.
  var asksForEvaluated = false

  init(documents: [String: JSON]) { registry = Registry(sources: documents) }

  /// Reads a document, and all of those that it refers to.
  mutating func program(of document: JSON, as uri: String) throws(SchemaFault) -> SchemaProgram {
    let resource = try registry.add(document, as: uri)
    let root = node(at: registry.resources[resource].root, in: resource)
    var known = 0
    while !unread.isEmpty || known < registry.resources.count {
      // Whoever enters a resource by another way may be sent to its dynamic anchors.
      while known < registry.resources.count {
        for place in registry.resources[known].dynamicAnchors.values.sorted(by: { $0.pointer < $1.pointer }) {
          _ = node(at: place, in: known)
        }
        known += 1
      }
      while let next = unread.popLast() { try read(next) }
    }
    return SchemaProgram(
      nodes: nodes, root: root, tracksEvaluated: asksForEvaluated,
      dynamicAnchors: registry.resources.map { resource in resource.dynamicAnchors.compactMapValues { indices[$0] } },
      used: Set(registry.names))
  }

  /// The index of the schema at a place.
  mutating func node(at place: Place, in resource: Int) -> Int {
    if let known = indices[place] { return known }
    let index = nodes.count
    indices[place] = index
    nodes.append(SchemaNode(location: location(of: place), resource: resource, content: .constant(true)))
    unread.append(place)
    return index
  }

  private func location(of place: Place) -> String { "\(registry.names[place.document])#\(place.pointer)" }

  private mutating func read(_ place: Place) throws(SchemaFault) {
    guard let index = indices[place], let (value, resource) = registry.schemas[place] else { return }
    nodes[index].resource = resource
    switch value {
    case .bool(let value): nodes[index].content = .constant(value)
    case .object(let schema): nodes[index].content = .keywords(try keywords(of: schema, at: place, in: resource))
    case .null, .int, .double, .string, .array:
      throw registry.fault(place, "expected a schema: an object, true or false")
    }
  }

  private mutating func keywords(of schema: JSONObject, at place: Place, in resource: Int) throws(SchemaFault)
    -> [SchemaNode.Entry]
  {
    let found = schema.compactMap { member in
      KeywordCatalog.byName[member.name].flatMap { known in
        has(known.rule.vocabulary, in: resource) ? (known.rank, known.rule, member.value) : nil
      }
    }
    var entries: [SchemaNode.Entry] = []
    for (_, rule, value) in found.sorted(by: { $0.0 < $1.0 }) {
      let source = KeywordSource(name: rule.name, value: value, schema: schema, place: place, resource: resource)
      if let keyword = try rule.read(source, &self) {
        entries.append(SchemaNode.Entry(name: rule.name, keyword: keyword))
      }
    }
    return entries
  }

  /// What a reference names.
  mutating func target(of source: KeywordSource) throws(SchemaFault) -> (node: Int, dynamicAnchor: String?) {
    let target = try registry.resolve(
      try text(source), in: source.resource, from: source.place.appending(source.name))
    return (node(at: target.place, in: target.resource), target.dynamicAnchor)
  }

  /// Whether the keywords of a vocabulary count in a resource.
  func has(_ vocabulary: Vocabulary, in resource: Int) -> Bool {
    registry.resources[resource].vocabularies.contains(vocabulary)
  }

  func fault(_ source: KeywordSource, _ message: String, at tokens: String...) -> SchemaFault {
    registry.fault(tokens.reduce(source.place.appending(source.name)) { $0.appending($1) }, message)
  }
}
