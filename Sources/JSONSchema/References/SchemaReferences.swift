package import SkaldValue

/// The documents that a schema speaks of, for whoever has to read them first.
package enum SchemaReferences {
  private static let keywords: Set<String> = ["$ref", "$dynamicRef", "$schema"]

  /// The paths of other documents to which a schema refers, as they are written, without addresses on the net.
  package static func paths(in schema: JSON) -> [String] {
    var paths: [String] = []
    collect(schema, &paths)
    return paths
  }

  private static func collect(_ value: JSON, _ paths: inout [String]) {
    switch value {
    case .object(let object):
      for member in object {
        if keywords.contains(member.name), let text = member.value.string {
          let reference = URIReference(text)
          if !reference.hasScheme, !reference.document.isEmpty { paths.append(reference.document) }
        }
        collect(member.value, &paths)
      }
    case .array(let values): for value in values { collect(value, &paths) }
    case .null, .bool, .int, .double, .string: return
    }
  }
}
