public import SkaldDiagnostics
import SkaldYAML

/// What a file imports: for whoever reads files, to read those too.
public enum Imports {
  /// The paths under `use` in a file, as seen from the same place as the file's own path, without those outside the
  /// project folder.
  public static func paths(of source: SourceText, projectFolder: String) -> [String] {
    var paths: [String] = []
    for document in YAMLLoader.load(source).documents {
      guard let use = document.root?["use"] else { continue }
      for node in use.items ?? [use] {
        guard let text = node.text else { continue }
        if let path = ProjectPath.resolve(text, from: source.path, within: projectFolder) { paths.append(path) }
      }
    }
    return paths
  }
}
