import ArgumentParser

/// What shells offer in the place of arguments.
extension CompletionKind {
  /// Files of sagas and contracts, the configuration.
  static var yaml: CompletionKind { .file(extensions: ["yaml", "yml"]) }
  /// Databases.
  static var database: CompletionKind { .file(extensions: ["db"]) }
}
