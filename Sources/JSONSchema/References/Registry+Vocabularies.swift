import SkaldValue

extension Registry {
  /// The vocabularies that the metaschema of a resource switches on; nil where it names no other than the usual one.
  mutating func vocabularies(of schema: JSON, at place: Place, as uri: String) throws(SchemaFault) -> Set<Vocabulary>? {
    guard let name = schema["$schema"]?.string else { return nil }
    var reference = URIReference(name)
    reference.fragment = nil
    // A metaschema may describe itself.
    guard reference.document != Metaschema.uri, reference.document != uri else { return nil }
    guard let index = try resource(reference.document) else {
      throw fault(place.appending("$schema"), "expected `\(Metaschema.uri)`, or a document of the project")
    }
    let root = resources[index].root
    guard let declared = documents[root.document]["$vocabulary"]?.object else { return nil }
    var found: Set<Vocabulary> = [.core]
    for member in declared {
      if let vocabulary = Vocabulary(uri: member.name) {
        found.insert(vocabulary)
      } else if member.value == true {
        throw fault(place.appending("$schema"), "the vocabulary `\(member.name)` is not known")
      }
    }
    return found
  }
}
