import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension Configuration {
  /// Where a value of the configuration comes from.
  enum Origin: Sendable, Hashable {
    /// Nobody said anything.
    case standard
    /// A place in the file.
    case file(String)
    /// A variable of the environment.
    case environment(String)
    /// A flag of the command.
    case flag(String)

    /// The kind, for programs.
    var kind: String {
      switch self {
      case .standard: "default"
      case .file: "file"
      case .environment: "environment"
      case .flag: "flag"
      }
    }

    /// The place, the variable or the flag; nil for a default.
    var place: String? {
      switch self {
      case .standard: nil
      case .file(let name), .environment(let name), .flag(let name): name
      }
    }
  }

  /// Where the value of a key comes from. A short form says it of what the key is a part of: `retention: 30d`.
  func origin(of key: String) -> Origin {
    var key = key[...]
    while true {
      if let origin = origins[String(key)] { return origin }
      guard let dot = key.lastIndex(of: ".") else { return .standard }
      key = key[..<dot]
    }
  }

  /// Notes the place of every value of a file.
  mutating func noteOrigins(_ node: YAMLNode, below parent: String = "", _ source: SourceText) {
    for entry in node.entries ?? [] {
      let key = parent + (entry.key.text ?? "")
      if entry.value.entries == nil { origins[key] = .file(Self.place(entry.value.range, source)) }
      noteOrigins(entry.value, below: key + ".", source)
    }
  }

  /// The variable of a key: `sinks.webhook.secretFrom` is `SKALD_SINKS_WEBHOOK_SECRET_FROM`.
  static func variable(of key: String) -> String {
    var name = "SKALD_"
    var wasLower = false
    for character in key {
      if wasLower, character.isUppercase { name += "_" }
      name += character == "." ? "_" : character.uppercased()
      wasLower = character.isLowercase
    }
    return name
  }

  /// What the environment says of a key; that it does is noted.
  mutating func take(_ key: String, from variable: String? = nil) -> String? {
    let variable = variable ?? Self.variable(of: key)
    guard let text = Environment[variable] else { return nil }
    origins[key] = .environment(variable)
    return text
  }

  /// Takes what a flag says of a key, where it says anything.
  mutating func take<Value>(_ key: String, _ value: Value?, flag: String, into path: WritableKeyPath<Self, Value>) {
    guard let value else { return }
    self[keyPath: path] = value
    origins[key] = .flag(flag)
  }
}
