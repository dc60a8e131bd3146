import SkaldValue

/// The documents of a schema, and the places that have names in them.
struct Registry {
  /// The deepest nesting of a document.
  static let depthMax = 128
  /// How many schemas the documents may hold, so that reading them ends soon.
  static let schemasMax = 20_000

  private let sources: [String: JSON]
  private(set) var names: [String] = []
  private(set) var documents: [JSON] = []
  private(set) var resources: [Resource] = []
  /// Resources by URI.
  private var resourceIndices: [String: Int] = [:]
  /// What stands at each place that holds a schema, and the resource to which it belongs.
  private(set) var schemas: [Place: (value: JSON, resource: Int)] = [:]

  /// - Parameter sources: The documents that may be referred to, by their URIs.
  init(sources: [String: JSON]) { self.sources = sources }

  func fault(_ place: Place, _ message: String) -> SchemaFault {
    SchemaFault(document: names[place.document], pointer: place.pointer, message: message)
  }

  /// Adds a document; its own `$id` names it too.
  mutating func add(_ document: JSON, as uri: String) throws(SchemaFault) -> Int {
    let place = Place(document: documents.count, pointer: "")
    documents.append(document)
    names.append(uri)
    let resource = try addResource(
      at: place, document, base: URIReference(uri), Set(Vocabulary.allCases))
    resourceIndices[uri] = resource
    try walk(document, at: place, in: resource, depth: 0)
    return resource
  }

  /// The resource with that URI, which is read now where it is a document that was not yet referred to.
  mutating func resource(_ uri: String) throws(SchemaFault) -> Int? {
    if let known = resourceIndices[uri] { return known }
    guard let document = sources[uri] ?? Metaschema.documents[uri] else { return nil }
    return try add(document, as: uri)
  }

  private mutating func addResource(
    at place: Place, _ schema: JSON, base: URIReference, _ vocabularies: Set<Vocabulary>
  ) throws(SchemaFault) -> Int {
    var uri = base
    if let id = schema["$id"]?.string { uri = base.resolving(URIReference(id)) }
    uri.fragment = nil
    let index = resources.count
    resources.append(Resource(uri: uri, root: place, vocabularies: vocabularies))
    guard resourceIndices.updateValue(index, forKey: uri.document) == nil else {
      throw fault(place.appending("$id"), "another schema has this `$id` already")
    }
    if let own = try self.vocabularies(of: schema, at: place, as: uri.document) { resources[index].vocabularies = own }
    return index
  }

  /// Notes every schema below a place, with the names that it has.
  mutating func walk(_ value: JSON, at place: Place, in resource: Int, depth: Int) throws(SchemaFault) {
    guard depth <= Self.depthMax else { throw fault(place, "nested deeper than \(Self.depthMax)") }
    guard schemas.count < Self.schemasMax else { throw fault(place, "more than \(Self.schemasMax) schemas") }
    var resource = resource
    if place.pointer != "", schemas[place] == nil, case .string? = value["$id"] {
      resource = try addResource(
        at: place, value, base: resources[resource].uri, resources[resource].vocabularies)
    }
    schemas[place] = (value, resource)
    guard case .object(let schema) = value else { return }
    try noteAnchors(of: schema, at: place, in: resource)
    for member in schema {
      guard let rule = KeywordCatalog.byName[member.name]?.rule else { continue }
      let below = place.appending(member.name)
      switch (rule.holds, member.value) {
      case (.schema, _): try walk(member.value, at: below, in: resource, depth: depth + 1)
      case (.list, .array(let values)):
        for (index, value) in values.enumerated() {
          try walk(value, at: below.appending(String(index)), in: resource, depth: depth + 1)
        }
      case (.map, .object(let values)):
        for member in values {
          try walk(member.value, at: below.appending(member.name), in: resource, depth: depth + 1)
        }
      case (.nothing, _), (.list, _), (.map, _): continue
      }
    }
  }

  private mutating func noteAnchors(of schema: JSONObject, at place: Place, in resource: Int) throws(SchemaFault) {
    for keyword in ["$anchor", "$dynamicAnchor"] {
      guard let name = schema[keyword]?.string else { continue }
      if let other = resources[resource].anchors[name], other != place {
        throw fault(place.appending(keyword), "another schema has the anchor `\(name)` already")
      }
      resources[resource].anchors[name] = place
      if keyword == "$dynamicAnchor" { resources[resource].dynamicAnchors[name] = place }
    }
  }
}
