public import SkaldDiagnostics

/// Reads the documents of a file.
public enum YAMLLoader {
  /// The documents, comments and findings of a file; a broken document does not hide the next.
  ///
  /// Takes time and memory in proportion to the file, whatever is in it: `YAMLLimits` are checked on the way.
  public static func load(_ source: SourceText) -> LoadedYAML {
    var reader = FileReader(source)
    reader.read()
    return reader.result
  }
}
