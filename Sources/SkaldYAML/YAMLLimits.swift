/// The bounds that a file is held to before any value is built from it, so that a small file cannot cost much.
public enum YAMLLimits {
  /// The size of a file in bytes: a thousand steps with comments take a tenth of it.
  public static let fileBytes = 1 << 20
  /// How deep lists and mappings nest: people lose the thread at ten, recursion stays safe at this.
  public static let nesting = 64
  /// How many nodes all aliases of a file stand for: a few nested anchors would otherwise make billions.
  public static let aliasNodes = 10_000
  /// How many aliases a file has.
  public static let aliases = 100
  /// How many `%` lines a file has: libyaml compares each with all before it.
  public static let directives = 16
  /// How many broken documents of a file are reported before the rest of it is left unread.
  public static let brokenDocuments = 20
  /// How many bytes are read again after an unquoted expression was found, so that later faults are found too.
  public static let rereadBytes = 4 << 20
}
