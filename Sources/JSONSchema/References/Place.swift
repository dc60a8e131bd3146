/// A place in one of the documents of a schema.
struct Place: Hashable, Sendable {
  let document: Int
  let pointer: String

  func appending(_ token: String) -> Place { Place(document: document, pointer: pointer.appending(token: token)) }
}

/// A schema with a URI of its own: a document, or a part of one that has an `$id`.
struct Resource: Sendable {
  let uri: URIReference
  let root: Place
  var vocabularies: Set<Vocabulary>
  /// Places by the names of `$anchor` and `$dynamicAnchor`.
  var anchors: [String: Place] = [:]
  /// Places by the names of `$dynamicAnchor` alone.
  var dynamicAnchors: [String: Place] = [:]
}
