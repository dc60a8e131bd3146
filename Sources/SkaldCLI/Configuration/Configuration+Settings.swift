import SkaldDiagnostics
import SkaldEngine
import SkaldHTTP
import SkaldLanguage
import SkaldRuntime
import SkaldServer
import SkaldValue

/// A value of the configuration as it is shown: its key, what it is, and where it comes from.
struct Setting {
  /// What stands for a secret.
  static let hidden = "***"

  let key: String
  /// Null where nothing is set.
  let value: JSON
  let origin: Configuration.Origin
}

extension Configuration {
  /// Every value, in the order of the file's keys. Secrets, and what header fields say, are hidden.
  var settings: [Setting] {
    var rows = Rows(configuration: self)
    rows.add("listen", listen)
    rows.add("callbackURL", callbackURL)
    rows.add("db", database)
    rows.add("definitions", definitions)
    addServices(to: &rows)
    addSecrets(to: &rows)
    addSinks(to: &rows)
    rows.add("retention.ended", retention?.ended.text)
    rows.add("retention.file", retention?.file)
    addLimits(to: &rows)
    addLint(to: &rows)
    addAccess(to: &rows)
    return rows.all
  }

  private func addServices(to rows: inout Rows) {
    let names = Set(services.map(\.name)).union(headers.keys)
    if names.isEmpty { rows.add("services", String?.none) }
    for name in names.sorted() {
      rows.add("services.\(name).http", services.first { $0.name == name }.map { Self.shown(url: $0.http) })
      for field in headers[name] ?? [] { rows.add("services.\(name).headers.\(field.name)", Setting.hidden) }
    }
  }

  private func addSecrets(to rows: inout Rows) {
    if secrets.isEmpty { rows.add("secrets", String?.none) }
    for (name, secret) in secrets.sorted(by: { $0.key < $1.key }) {
      switch secret.origin {
      case .environment(let variable): rows.add("secrets.\(name)", "\(Setting.hidden) (env \(variable))")
      case .file(let path): rows.add("secrets.\(name)", "\(Setting.hidden) (file \(path))")
      }
    }
  }

  private func addSinks(to rows: inout Rows) {
    let webhook = sinks.lazy.compactMap(\.webhook).first
    rows.add("sinks.stdout", sinks.contains(.stdout))
    rows.add("sinks.file", sinks.lazy.compactMap(\.path).first)
    rows.add("sinks.webhook.url", webhook.map { Self.shown(url: $0.url) })
    rows.add("sinks.webhook.secretFrom", webhook?.secret?.variable)
    rows.add("sinks.webhook.onPoison", onPoison["webhook"]?.shown)
    rows.add("sinks.bus.onPoison", onPoison["bus"]?.shown)
    for peer in sinks.compactMap(\.peer) {
      rows.add("sinks.peers.\(peer.name).url", Self.shown(url: peer.url))
      rows.add("sinks.peers.\(peer.name).secretFrom", peer.secret?.variable)
      rows.add("sinks.peers.\(peer.name).tokenFrom", peer.token?.variable)
      rows.add("sinks.peers.\(peer.name).onPoison", onPoison[peer.name]?.shown)
    }
  }

  private func addLimits(to rows: inout Rows) {
    if limits.isEmpty { rows.add("limits", String?.none) }
    for (name, setting) in limits.sorted(by: { $0.key < $1.key }) {
      let limit = setting.limit
      rows.add("limits.\(name).concurrency", limit.concurrency)
      rows.add("limits.\(name).rate", limit.rate?.text)
      rows.add("limits.\(name).burst", limit.rate?.burst)
      rows.add("limits.\(name).per", limit.per?.text)
      guard !name.contains(".") else { continue }
      guard let breaker = limit.breaker else {
        rows.add("limits.\(name).breaker", "off")
        continue
      }
      rows.add("limits.\(name).breaker.failures", breaker.failures)
      rows.add("limits.\(name).breaker.coolDown", breaker.coolDown.text)
      rows.add("limits.\(name).breaker.coolDownMax", breaker.coolDownMax.text)
    }
  }

  private func addAccess(to rows: inout Rows) {
    if access.tokens.isEmpty { rows.add("auth.tokens", String?.none) }
    for token in access.tokens { rows.add("auth.tokens.\(token.name)", "\(Setting.hidden) (\(token.role.rawValue))") }
    rows.add("auth.signedEvents", eventSecrets.isEmpty ? nil : eventSecrets.map(\.variable))
    rows.add("hosts", access.hosts.isEmpty ? nil : access.hosts)
    rows.add("tls.certificate", access.certificate)
    rows.add("tls.key", access.key)
  }

  private func addLint(to rows: inout Rows) {
    if lint.severities.isEmpty { rows.add("lint.severity", String?.none) }
    for rule in RuleCatalog.all {
      if let level = lint.severities[rule.code] { rows.add("lint.severity.\(rule.code)", level.rawValue) }
    }
    rows.add("lint.strict", lint.isStrict)
    rows.add("lint.notes", lint.showsNotes)
    rows.add("lint.baseline", lint.baseline)
    rows.add("lint.exclude", lint.exclude)
  }

  /// An address without what is a secret in it, most likely: a user's name and password, and the query.
  private static func shown(url: String) -> String {
    let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var text = String(parts.first ?? "")
    let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
    let authority = text[start...].prefix { $0 != "/" }
    if let at = authority.lastIndex(of: "@") { text.replaceSubrange(start..<at, with: Setting.hidden) }
    return parts.count > 1 ? "\(text)?\(Setting.hidden)" : text
  }

  /// Settings that are being collected.
  private struct Rows {
    let configuration: Configuration
    var all: [Setting] = []

    mutating func add(_ key: String, value: JSON) {
      // What a short form leaves out is a default: `retention: 30d` names no file.
      let origin = value == .null ? configuration.origins[key] ?? .standard : configuration.origin(of: key)
      all.append(Setting(key: key, value: value, origin: origin))
    }
    mutating func add(_ key: String, _ text: String?) { add(key, value: text.map { .string($0) } ?? .null) }
    mutating func add(_ key: String, _ number: Int?) { add(key, value: number.map { .int(Int64($0)) } ?? .null) }
    mutating func add(_ key: String, _ truth: Bool) { add(key, value: .bool(truth)) }
    mutating func add(_ key: String, _ names: [String]?) {
      add(key, value: names.map { .array($0.map { .string($0) }) } ?? .null)
    }
  }
}
