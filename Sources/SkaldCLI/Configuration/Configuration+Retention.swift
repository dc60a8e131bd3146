import SkaldDiagnostics
import SkaldEngine
import SkaldValue
import SkaldYAML

extension Configuration {
  static let retentionKeys = ["ended", "file"]

  /// Reads `retention: 30d`, or with a file that gets what is deleted.
  mutating func readRetention(_ node: YAMLNode, _ source: SourceText) throws {
    if node.text != nil {
      retention = Retention(ended: try Self.length(node, source))
      return
    }
    var ended: Milliseconds?
    var file: String?
    for entry in try Self.entries(node, "retention", source) {
      switch entry.key.text {
      case "ended": ended = try Self.length(entry.value, source)
      case "file": file = try Self.text(entry.value, "a path", source)
      default: throw Self.unknown(entry.key, among: Self.retentionKeys, source)
      }
    }
    guard let ended else { throw Self.fault("`retention` needs `ended`", at: node.range, source) }
    retention = Retention(ended: ended, file: file)
  }

  /// What the environment says of how long ended instances are kept.
  mutating func readRetentionEnvironment() throws {
    if let text = take("retention.ended", from: "SKALD_RETENTION") {
      guard let ended = Milliseconds(text: text) else {
        throw CommandFault.misuse("expected a length of time such as 30d in SKALD_RETENTION, found `\(text)`")
      }
      retention = Retention(ended: ended, file: retention?.file)
    }
    guard let file = take("retention.file") else { return }
    guard retention != nil else {
      throw CommandFault.misuse("SKALD_RETENTION_FILE needs to know how long: set SKALD_RETENTION, too")
    }
    retention?.file = file
  }

  private static func length(_ node: YAMLNode, _ source: SourceText) throws -> Milliseconds {
    guard let length = Milliseconds(text: try text(node, "a length of time such as 30d", source)) else {
      throw fault("expected a length of time such as 30d", at: node.range, source)
    }
    return length
  }
}
