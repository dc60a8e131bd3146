import SkaldValue

extension Registry {
  /// What a reference stands for.
  struct Target {
    let place: Place
    let resource: Int
    /// The name of the `$dynamicAnchor` where the reference names one.
    let dynamicAnchor: String?
  }

  /// Finds what a reference in a resource names.
  mutating func resolve(_ text: String, in resource: Int, from place: Place) throws(SchemaFault) -> Target {
    let reference = resources[resource].uri.resolving(URIReference(text))
    guard let found = try self.resource(reference.document) else {
      throw fault(place, "nothing is named `\(reference.document)`")
    }
    guard let fragment = (reference.fragment ?? "").percentDecoded else {
      throw fault(place, "expected a percent sign with two hexadecimal digits behind it")
    }
    if fragment.isEmpty || fragment.utf8.first == UInt8(ascii: "/") {
      return try target(fragment, below: resources[found].root, from: place)
    }
    guard let anchored = resources[found].anchors[fragment] else {
      let name = resources[found].uri.document
      throw fault(place, "there is no anchor `\(fragment)`" + (name.isEmpty ? "" : " in `\(name)`"))
    }
    let isDynamic = resources[found].dynamicAnchors[fragment] != nil
    return Target(place: anchored, resource: found, dynamicAnchor: isDynamic ? fragment : nil)
  }

  /// Follows a JSON Pointer from the root of a resource.
  private mutating func target(_ pointer: String, below root: Place, from place: Place) throws(SchemaFault) -> Target {
    guard var (value, owner) = schemas[root] else { throw fault(place, "nothing stands at `#\(pointer)`") }
    var target = root
    for token in pointer.pointerTokens {
      guard let next = Self.part(token, of: value) else { throw fault(place, "nothing stands at `#\(pointer)`") }
      value = next
      target = target.appending(token)
      owner = schemas[target]?.resource ?? owner
    }
    // A place under a keyword that is not known holds a schema only because something refers to it.
    if schemas[target] == nil { try walk(value, at: target, in: owner, depth: 0) }
    return Target(place: target, resource: schemas[target]?.resource ?? owner, dynamicAnchor: nil)
  }

  private static func part(_ token: String, of value: JSON) -> JSON? {
    switch value {
    case .object(let object): object[token]
    case .array(let values):
      Int(token).flatMap { values.indices.contains($0) && String($0) == token ? values[$0] : nil }
    case .null, .bool, .int, .double, .string: nil
    }
  }
}
