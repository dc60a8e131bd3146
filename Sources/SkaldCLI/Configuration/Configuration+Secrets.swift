import SkaldDiagnostics
import SkaldYAML

extension Configuration {
  /// Where a secret comes from: the file itself holds none, since it is committed.
  struct SecretSetting: Sendable {
    enum Origin: Sendable {
      /// A variable of the environment.
      case environment(String)
      /// A file.
      case file(String)
    }

    let origin: Origin
    /// Where the configuration names it.
    let place: String
  }

  private static let originKeys = ["env", "file"]

  /// Reads the part `secrets`.
  mutating func readSecrets(_ node: YAMLNode, _ source: SourceText) throws {
    for entry in try Self.entries(node, "secrets", source) {
      let name = entry.key.text ?? ""
      guard Self.isSecretName(name) else {
        throw Self.fault(
          "the name of a secret is letters, digits and `_`, found `\(name)`", at: entry.key.range, source)
      }
      secrets[name] = try Self.secret(entry.value, source)
      origins["secrets.\(name)"] = .file(Self.place(entry.value.range, source))
    }
  }

  private static func secret(_ node: YAMLNode, _ source: SourceText) throws -> SecretSetting {
    let entries = try entries(node, "a secret", source)
    guard entries.count == 1 else {
      throw fault("a secret has one origin, `env: VARIABLE` or `file: PATH`", at: node.range, source)
    }
    let place = place(entries[0].value.range, source)
    switch entries[0].key.text {
    case "env":
      let variable = try text(entries[0].value, "the name of an environment variable", source)
      return SecretSetting(origin: .environment(variable), place: place)
    case "file":
      let path = try text(entries[0].value, "the path of a file", source)
      return SecretSetting(origin: .file(path), place: place)
    default: throw unknown(entries[0].key, among: originKeys, source)
    }
  }

  /// Whether expressions can read a secret of this name as `secrets.NAME`.
  private static func isSecretName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return name.unicodeScalars.allSatisfy {
      $0 == "_" || ($0.isASCII && $0.properties.isAlphabetic) || ("0"..."9").contains($0)
    }
  }
}
