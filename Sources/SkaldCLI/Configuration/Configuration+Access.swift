import SkaldDiagnostics
import SkaldServer
import SkaldValue
import SkaldYAML

extension Configuration {
  /// Who may use the daemon, under which names it is reached, and the certificate that it shows.
  struct AccessSettings: Sendable {
    /// The variable whose value is a token for everything.
    static let variable = "SKALD_TOKEN"

    /// The tokens of the file.
    var tokens: [AccessToken] = []
    /// The names under which clients reach the daemon.
    var hosts: [String] = []
    /// The file of the certificate that the daemon shows; nil for plain HTTP.
    var certificate: String?
    /// The file of its key.
    var key: String?

    /// All tokens: those of the file, and that of the environment.
    func allTokens() throws -> [AccessToken] {
      guard let token = Environment[Self.variable] else { return tokens }
      // A variable that was left blank is a slip, and must not open the door.
      guard !token.isEmpty else { throw CommandFault.misuse("\(Self.variable) is empty; set it, or leave it out") }
      return tokens + [AccessToken(name: "env", role: .admin, token: token)]
    }

    /// The files for TLS; nil where there are none.
    func files() throws -> TLSFiles? {
      switch (certificate, key) {
      case (let certificate?, let key?): TLSFiles(certificate: certificate, key: key)
      case (nil, nil): nil
      default: throw CommandFault.misuse("TLS needs both, a `certificate` and its `key`")
      }
    }
  }

  private static let tokenKeys = ["name", "role", "sha256", "tokenFrom", "expires"]

  /// Reads the part `auth`.
  mutating func readAuth(_ node: YAMLNode, _ source: SourceText) throws {
    for entry in try Self.entries(node, "auth", source) {
      if entry.key.text == "signedEvents" {
        try readSignedEvents(entry.value, source)
        continue
      }
      guard entry.key.text == "tokens" else {
        throw Self.unknown(entry.key, among: ["tokens", "signedEvents"], source)
      }
      guard let items = entry.value.items else {
        throw Self.fault("expected a list of tokens", at: entry.value.range, source)
      }
      access.tokens = try items.map { try Self.token($0, source) }
    }
    for token in access.tokens where access.tokens.count(where: { $0.name == token.name }) > 1 {
      throw Self.fault("two tokens have the name `\(token.name)`", at: node.range, source)
    }
  }

  private static func token(_ node: YAMLNode, _ source: SourceText) throws -> AccessToken {
    var texts: [String: String] = [:]
    for entry in try entries(node, "a token", source) {
      guard let key = entry.key.text, tokenKeys.contains(key) else {
        throw unknown(entry.key, among: tokenKeys, source)
      }
      texts[key] = try text(entry.value, "a text", source)
    }
    guard let name = texts["name"], !name.isEmpty else {
      throw fault("a token needs its `name`", at: node.range, source)
    }
    guard let role = texts["role"].flatMap(Role.init) else {
      let known = Role.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw fault("a token needs its `role`: one of \(known)", at: node.range, source)
    }
    let expires = try texts["expires"].map { text in
      guard let time = Timestamp(text: text) else {
        throw fault("expected a time such as 2030-01-31T12:00:00Z in `expires`", at: node.range, source)
      }
      return time
    }
    switch (texts["sha256"], texts["tokenFrom"]) {
    case (let digest?, nil):
      guard let token = AccessToken(name: name, role: role, sha256: digest, expires: expires) else {
        throw fault("expected 64 hexadecimal digits in `sha256`; `skald token` prints them", at: node.range, source)
      }
      return token
    case (nil, let variable?):
      guard let token = Environment[variable], !token.isEmpty else {
        throw fault("the environment has no variable `\(variable)`", at: node.range, source)
      }
      return AccessToken(name: name, role: role, token: token, expires: expires)
    default: throw fault("a token is known by its `sha256` or by `tokenFrom: VARIABLE`", at: node.range, source)
    }
  }

  /// Reads the part `tls`.
  mutating func readTLS(_ node: YAMLNode, _ source: SourceText) throws {
    for entry in try Self.entries(node, "tls", source) {
      let path = try Self.text(entry.value, "the path of a file", source)
      switch entry.key.text {
      case "certificate": access.certificate = path
      case "key": access.key = path
      default: throw Self.unknown(entry.key, among: ["certificate", "key"], source)
      }
    }
  }
}
