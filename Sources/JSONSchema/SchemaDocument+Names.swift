import SkaldValue

/// The names under which a schema keeps its documents.
struct DocumentNames {
  let uri: String
  let documents: [String: JSON]

  /// The names below the folder that all documents share: where a project lies makes no difference to a schema.
  var withoutSharedFolder: DocumentNames {
    let paths = ([uri] + documents.keys).filter { !URIReference($0).hasScheme }
    guard var shared = paths.first.map(Self.folder), !URIReference(uri).hasScheme else { return self }
    for path in paths {
      while !path.hasPrefix(shared) { shared = Self.folder(of: String(shared.dropLast())) }
    }
    return DocumentNames(
      uri: String(uri.dropFirst(shared.count)),
      documents: Dictionary(
        documents.map { name, document in
          (URIReference(name).hasScheme ? name : String(name.dropFirst(shared.count)), document)
        }
      ) { $1 })
  }

  /// A path up to its last `/`.
  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }
}
