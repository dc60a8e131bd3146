import SkaldDiagnostics
import SkaldYAML

/// Other daemons: where events go that participants there hear, and how events from there are known to be genuine.
extension Configuration {
  private static let peerKeys = ["url", "secretFrom", "tokenFrom", poisonKey]

  static func peers(_ node: YAMLNode, _ source: SourceText) throws -> [SinkSetting] {
    try entries(node, "peers", source).map { .peer(try peer($0, source)) }
  }

  private static func peer(_ entry: YAMLEntry, _ source: SourceText) throws -> SinkSetting.Peer {
    var peer = SinkSetting.Peer(name: entry.key.text ?? "")
    guard !["bus", "stdout", "file", "webhook", ""].contains(peer.name) else {
      throw fault("`\(peer.name)` is the name of another sink", at: entry.key.range, source)
    }
    if let url = entry.value.text {
      peer.url = url
      return peer
    }
    for field in try entries(entry.value, "a peer", source) {
      switch field.key.text {
      case "url": peer.url = try text(field.value, "a URL", source)
      case "secretFrom": peer.secret = try environment(field.value, source)
      case "tokenFrom": peer.token = try environment(field.value, source)
      case poisonKey: continue
      default: throw unknown(field.key, among: peerKeys, source)
      }
    }
    guard !peer.url.isEmpty else { throw fault("a peer needs its `url`", at: entry.value.range, source) }
    return peer
  }

  /// `signedEvents: NAME`, or several while a secret is being replaced.
  mutating func readSignedEvents(_ node: YAMLNode, _ source: SourceText) throws {
    eventSecrets = try (node.items ?? [node]).map { try Self.environment($0, source) }
  }
}

extension Configuration.SinkSetting {
  /// What another daemon is set to.
  var peer: Peer? { if case .peer(let peer) = self { peer } else { nil } }
}
