import JSONSchema
public import SkaldDiagnostics
import SkaldValue
import SkaldYAML

/// What a file imports: for whoever reads files, to read those too.
public enum Imports {
  /// The paths under `use`, `tests` and `schema` in a file, and those to which a JSON Schema refers, as seen from the
  /// same place as the file's own path, without those outside the project folder.
  public static func paths(of source: SourceText, projectFolder: String) -> [String] {
    if SchemaFiles.isOne(source.path) { return references(of: source, projectFolder) }
    var paths: [String] = []
    for document in ImportScan.documents(of: source) {
      let uses = [document.root?["use"], document.root?["tests"]].compactMap { $0 }
      for node in uses.flatMap({ $0.items ?? [$0] }) {
        guard let text = node.text, !node.isNull else { continue }
        if let path = ProjectPath.resolve(text, from: source.path, within: projectFolder) { paths.append(path) }
      }
    }
    if ImportScan.mayHaveSchemas(source) {
      for document in YAMLLoader.load(source).documents {
        if let root = document.root { collectSchemas(root, &paths, of: source, projectFolder) }
      }
    }
    return paths
  }

  /// The documents to which a JSON Schema in a file refers; one that is no JSON is a finding of the compiler.
  private static func references(of source: SourceText, _ folder: String) -> [String] {
    guard source.bytes.count <= YAMLLimits.fileBytes, let schema = try? JSON.parse(source.bytes) else { return [] }
    return SchemaReferences.paths(in: schema).compactMap {
      ProjectPath.resolve($0, from: source.path, within: folder)
    }
  }

  /// The files that types name, or refer to in place.
  private static func collectSchemas(
    _ node: YAMLNode, _ paths: inout [String], of source: SourceText, _ folder: String
  ) {
    for item in node.items ?? [] { collectSchemas(item, &paths, of: source, folder) }
    guard let entries = node.entries else { return }
    for entry in entries { collectSchemas(entry.value, &paths, of: source, folder) }
    guard entries.count == 1, let entry = entries.first, entry.key.text == "schema" else { return }
    let names = entry.value.text.map { [$0] } ?? SchemaReferences.paths(in: entry.value.json())
    for name in names where SchemaFiles.isOne(name) {
      if let path = ProjectPath.resolve(name, from: source.path, within: folder) { paths.append(path) }
    }
  }

  /// The names of the sagas that a file runs as parts of its own.
  public static func subSagas(of source: SourceText) -> Set<String> {
    guard ImportScan.mayHaveSubSagas(source) else { return [] }
    var names: Set<String> = []
    for document in YAMLLoader.load(source).documents {
      if let steps = document.root?["steps"] { collect(steps, &names) }
    }
    return names
  }

  /// The names of the sagas that a file defines.
  public static func sagas(in source: SourceText) -> Set<String> {
    Set(YAMLLoader.load(source).documents.compactMap { $0.root?["saga"]?.text })
  }

  private static func collect(_ node: YAMLNode, _ names: inout Set<String>) {
    for item in node.items ?? [] { collect(item, &names) }
    for entry in node.entries ?? [] {
      if entry.key.text == "saga", let name = entry.value.text { names.insert(name) }
      collect(entry.value, &names)
    }
  }
}
