import JSONSchema
import SkaldDiagnostics
import SkaldValue
import SkaldYAML

/// How `schema:` is read: a JSON Schema in place, or the path of a file that holds one.
extension DecodeContext {
  /// How deep a schema nests, so that a program that holds it stays within what JSON is read with.
  private static let schemaDepthMax = 32

  /// A JSON Schema whose values are objects, such as arguments.
  mutating func objectDocument(_ node: YAMLNode, for key: String) -> SchemaDocument? {
    guard let document = document(node) else { return nil }
    guard document.shape.object != nil else {
      hasGaps = true
      report(
        "SK103", "`\(key)` takes a JSON Schema of objects", at: node.range,
        help: "say `type: object` in the schema itself, in its `allOf`, or in what its `$ref` names")
      return nil
    }
    return document
  }

  /// A JSON Schema; nil where it is none, which is reported.
  mutating func document(_ node: YAMLNode) -> SchemaDocument? {
    switch node.scalar?.resolved {
    case .string(let path)?: return document(inFile: path, at: node)
    case nil where node.items == nil, .bool?:
      let folder = ProjectPath.normalized(source.path).split(separator: "/", omittingEmptySubsequences: false)
      return document(node.json(), as: folder.dropLast().map { $0 + "/" }.joined(), at: node)
    case nil, .null?, .int?, .float?:
      reportWrong(node, expected: "a JSON Schema, or the path of a file that holds one", for: "schema")
      hasFaultySchema = true
      return nil
    }
  }

  private mutating func document(inFile name: String, at node: YAMLNode) -> SchemaDocument? {
    guard let path = ProjectPath.resolve(name, from: source.path, within: schemas.folder) else {
      reportUnread("expected a path inside the project folder for `schema`", at: node, help: nil)
      return nil
    }
    guard SchemaFiles.isOne(path), schemas.has(path) else {
      let near = nearest(path, among: schemas.paths)
      reportUnread(
        "expected the path of a JSON file for `schema`: there is no `\(name)`", at: node,
        help: near.map { "did you mean \($0)?" }
          ?? "paths are relative to this file, and end with .json; a type is `{ name: string }`")
      return nil
    }
    guard let schema = schemas.documents[path] else {
      // It is no JSON, which is reported where it stands.
      (hasGaps, hasFaultySchema) = (true, true)
      return nil
    }
    return document(schema, as: path, at: node)
  }

  private mutating func reportUnread(_ message: String, at node: YAMLNode, help: String?) {
    (hasGaps, hasFaultySchema) = (true, true)
    report("SK103", message, at: node.range, help: help)
  }

  private mutating func document(_ schema: JSON, as uri: String, at node: YAMLNode) -> SchemaDocument? {
    do throws(SchemaFault) {
      let document = try SchemaDocument(schema, at: uri, documents: schemas.documents)
      guard ([document.schema] + document.documents.values).allSatisfy({ $0.nests(atMost: Self.schemaDepthMax) }) else {
        reportUnread("a JSON Schema nests at most \(Self.schemaDepthMax) levels", at: node, help: nil)
        return nil
      }
      return document
    } catch {
      (hasGaps, hasFaultySchema) = (true, true)
      if let diagnostic = schemas.diagnostic(error) {
        report(diagnostic)
      } else {
        report("SK103", error.clause, at: node.part(at: error.pointer).range)
      }
      return nil
    }
  }
}

extension JSON {
  /// Whether lists and objects hold each other at most so many times.
  fileprivate func nests(atMost levels: Int) -> Bool {
    switch self {
    case .array(let values): levels > 0 && values.allSatisfy { $0.nests(atMost: levels - 1) }
    case .object(let object): levels > 0 && object.allSatisfy { $0.value.nests(atMost: levels - 1) }
    case .null, .bool, .int, .double, .string: true
    }
  }
}
