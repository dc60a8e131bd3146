import SkaldValue

extension Configuration {
  /// Reads what the environment says.
  mutating func readEnvironment() throws {
    if let listen = take("listen") { self.listen = listen }
    if let address = take("callbackURL") { callbackURL = address }
    if let database = take("db") { self.database = database }
    if let names = take("definitions") { definitions = names.split(separator: ",").map(String.init) }
    if let path = take("tls.certificate") { access.certificate = path }
    if let path = take("tls.key") { access.key = path }
    if let names = take("auth.signedEvents") {
      let place = Self.variable(of: "auth.signedEvents")
      eventSecrets = names.split(separator: ",").map { .init(variable: String($0), place: place) }
    }
    if let names = take("hosts") { access.hosts = names.split(separator: ",").map(String.init) }
    try readLintEnvironment()
    try readRetentionEnvironment()
    try readSinksEnvironment()
    if let services = Environment["SKALD_SERVICES"] {
      for pair in services.split(separator: ",") {
        try set(service: String(pair), from: .environment("SKALD_SERVICES"))
      }
    }
  }

  private mutating func readSinksEnvironment() throws {
    if let text = take("sinks.stdout") {
      sinks.removeAll { $0 == .stdout }
      if try Self.truth(text, of: Self.variable(of: "sinks.stdout")) { sinks.append(.stdout) }
    }
    if let path = take("sinks.file") {
      sinks.removeAll { $0.path != nil }
      sinks.append(.file(path))
    }
    for sink in ["webhook", "bus"] {
      guard let word = take("sinks.\(sink).onPoison") else { continue }
      guard let policy = Self.policy(named: word) else {
        let variable = Self.variable(of: "sinks.\(sink).onPoison")
        throw CommandFault.misuse("expected block or deadLetter in \(variable), found `\(word)`")
      }
      onPoison[sink] = policy
    }
    let url = take("sinks.webhook.url")
    let secret = take("sinks.webhook.secretFrom")
    guard url != nil || secret != nil else { return }
    let old = sinks.lazy.compactMap(\.webhook).first
    guard let url = url ?? old?.url else {
      throw CommandFault.misuse("a webhook needs its `url`: set \(Self.variable(of: "sinks.webhook.url")), too")
    }
    let place = Self.variable(of: "sinks.webhook.secretFrom")
    sinks.removeAll { $0.webhook != nil }
    sinks.append(.webhook(url: url, secret: secret.map { .init(variable: $0, place: place) } ?? old?.secret))
  }

  /// A truth of the environment.
  static func truth(_ text: String, of variable: String) throws -> Bool {
    switch text {
    case "1", "true": return true
    case "0", "false", "": return false
    default: throw CommandFault.misuse("expected true or false in \(variable), found `\(text)`")
    }
  }
}

extension Configuration.SinkSetting {
  /// The path of a file.
  var path: String? { if case .file(let path) = self { path } else { nil } }
  /// What a webhook is set to.
  var webhook: (url: String, secret: Secret?)? {
    if case .webhook(let url, let secret) = self { (url, secret) } else { nil }
  }
}
