public import SkaldDiagnostics
import SkaldYAML

/// What a file imports: for whoever reads files, to read those too.
public enum Imports {
  /// The paths under `use` and `tests` in a file, as seen from the same place as the file's own path, without those outside the
  /// project folder.
  public static func paths(of source: SourceText, projectFolder: String) -> [String] {
    var paths: [String] = []
    for document in ImportScan.documents(of: source) {
      let uses = [document.root?["use"], document.root?["tests"]].compactMap { $0 }
      for node in uses.flatMap({ $0.items ?? [$0] }) {
        guard let text = node.text, !node.isNull else { continue }
        if let path = ProjectPath.resolve(text, from: source.path, within: projectFolder) { paths.append(path) }
      }
    }
    return paths
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
