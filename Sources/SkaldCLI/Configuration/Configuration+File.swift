import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension Configuration {
  static let keys = [
    "listen", "callbackURL", "db", "definitions", "services", "secrets", "sinks", "retention", "limits", "lint", "auth",
    "hosts", "tls",
  ]
  static let sinkKeys = ["stdout", "file", "webhook", "peers", "bus"]

  /// Reads a file; an unknown key is an error, since a slip there would go unnoticed until it matters.
  mutating func read(_ source: SourceText) throws {
    let loaded = YAMLLoader.load(source)
    // `off` is a word of this file, which no other tool reads.
    let faults = loaded.diagnostics.filter { $0.code != "SK102" || source.text(in: $0.range) != "off" }
    if let finding = faults.first(where: { $0.severity == .error }) {
      throw Self.fault(finding.message, at: finding.range, source)
    }
    guard let root = loaded.documents.first?.root, !root.isNull else { return }
    noteOrigins(root, source)
    for entry in try Self.entries(root, "the configuration", source) {
      switch entry.key.text {
      case "listen": listen = try Self.text(entry.value, "an address such as 127.0.0.1:7420", source)
      case "callbackURL":
        callbackURL = try Self.text(entry.value, "a URL such as http://skald.internal:7420", source)
      case "db": database = try Self.text(entry.value, "a path", source)
      case "definitions": definitions = try Self.texts(entry.value, source)
      case "services": try readServices(entry.value, source)
      case "secrets": try readSecrets(entry.value, source)
      case "sinks": try readSinks(entry.value, source)
      case "retention": try readRetention(entry.value, source)
      case "limits": try readLimits(entry.value, source)
      case "lint": try readLint(entry.value, source)
      case "auth": try readAuth(entry.value, source)
      case "hosts": access.hosts = try Self.texts(entry.value, source)
      case "tls": try readTLS(entry.value, source)
      default: throw Self.unknown(entry.key, among: Self.keys, source)
      }
    }
  }

  private mutating func readServices(_ node: YAMLNode, _ source: SourceText) throws {
    for service in try Self.entries(node, "services", source) {
      let name = service.key.text ?? ""
      for entry in try Self.entries(service.value, "a service", source) {
        switch entry.key.text {
        case "http": set(service: name, http: try Self.text(entry.value, "a URL such as http://127.0.0.1:8002", source))
        case "headers": headers[name] = try Self.headers(entry.value, source)
        default: throw Self.unknown(entry.key, among: ["http", "headers"], source)
        }
      }
    }
  }

  private mutating func readSinks(_ node: YAMLNode, _ source: SourceText) throws {
    for entry in try Self.entries(node, "sinks", source) {
      switch entry.key.text {
      case "stdout":
        guard let isOn = entry.value.json().bool else {
          throw Self.fault("expected true or false", at: entry.value.range, source)
        }
        if isOn { sinks.append(.stdout) }
      case "file": sinks.append(.file(try Self.text(entry.value, "a path", source)))
      case "webhook":
        sinks.append(try Self.webhook(entry.value, source))
        try readPoison(entry.value, of: "webhook", source)
      case "peers":
        sinks += try Self.peers(entry.value, source)
        for peer in entry.value.entries ?? [] { try readPoison(peer.value, of: peer.key.text ?? "", source) }
      case "bus": try readBus(entry.value, source)
      default: throw Self.unknown(entry.key, among: Self.sinkKeys, source)
      }
    }
  }

  private static func webhook(_ node: YAMLNode, _ source: SourceText) throws -> SinkSetting {
    if let url = node.text { return .webhook(url: url, secret: nil) }
    var url: String?
    var secret: SinkSetting.Secret?
    for entry in try entries(node, "webhook", source) {
      switch entry.key.text {
      case "url": url = try text(entry.value, "a URL", source)
      case "secretFrom": secret = try environment(entry.value, source)
      case poisonKey: continue
      default: throw unknown(entry.key, among: ["url", "secretFrom", poisonKey], source)
      }
    }
    guard let url else { throw fault("a webhook needs its `url`", at: node.range, source) }
    return .webhook(url: url, secret: secret)
  }

  /// Secrets stand in the environment, never in a file that is committed.
  static func environment(_ node: YAMLNode, _ source: SourceText) throws -> SinkSetting.Secret {
    let variable = try text(node, "the name of an environment variable", source)
    return SinkSetting.Secret(variable: variable, place: place(node.range, source))
  }

  static func entries(_ node: YAMLNode, _ noun: String, _ source: SourceText) throws -> [YAMLEntry] {
    guard let entries = node.entries else {
      throw fault("\(noun) must be a mapping, found \(node.kindName)", at: node.range, source)
    }
    return entries
  }

  static func text(_ node: YAMLNode, _ expected: String, _ source: SourceText) throws -> String {
    guard let text = node.text, !node.isNull else {
      throw fault("expected \(expected), found \(node.kindName)", at: node.range, source)
    }
    return text
  }

  static func texts(_ node: YAMLNode, _ source: SourceText) throws -> [String] {
    guard let items = node.items else { throw fault("expected a list of names", at: node.range, source) }
    return try items.map { try text($0, "a name", source) }
  }

  static func unknown(_ key: YAMLNode, among keys: [String], _ source: SourceText) -> CommandFault {
    let name = key.text ?? ""
    let near = nearest(name, among: keys).map { "; did you mean `\($0)`?" } ?? ""
    return fault("unknown key `\(name)`, expected one of \(keys.joined(separator: ", "))\(near)", at: key.range, source)
  }

  static func fault(_ message: String, at range: SourceRange, _ source: SourceText) -> CommandFault {
    .misuse("\(place(range, source)): \(message)")
  }

  static func place(_ range: SourceRange, _ source: SourceText) -> String {
    let position = source.position(at: range.start)
    return "\(source.path):\(position.line):\(position.column)"
  }
}
