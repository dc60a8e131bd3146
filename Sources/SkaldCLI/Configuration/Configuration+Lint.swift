import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension Configuration {
  /// Reads the part `lint`.
  mutating func readLint(_ node: YAMLNode, _ source: SourceText) throws {
    for entry in try Self.entries(node, "lint", source) {
      switch entry.key.text {
      case "severity": try readSeverities(entry.value, source)
      case "strict": lint.isStrict = try Self.truth(entry.value, source)
      case "notes": lint.showsNotes = try Self.truth(entry.value, source)
      case "baseline": lint.baseline = try Self.text(entry.value, "the path of a baseline", source)
      case "exclude": lint.exclude = try Self.texts(entry.value, source)
      default: throw Self.unknown(entry.key, among: LintSettings.keys, source)
      }
    }
  }

  private mutating func readSeverities(_ node: YAMLNode, _ source: SourceText) throws {
    for entry in try Self.entries(node, "severity", source) {
      let level = try Self.text(entry.value, "one of error, warning, note, off", source)
      do {
        try lint.set(severity: entry.key.text ?? "", to: level)
      } catch {
        throw Self.fault(error.message, at: entry.key.range, source)
      }
    }
  }

  /// What the environment says of linting.
  mutating func readLintEnvironment() throws {
    if let pairs = Environment["SKALD_LINT_SEVERITY"] {
      for pair in pairs.split(separator: ",") { try lint.set(severity: String(pair), from: "SKALD_LINT_SEVERITY") }
    }
    if let value = Environment["SKALD_LINT_STRICT"] { lint.isStrict = try Self.truth(value, of: "SKALD_LINT_STRICT") }
    if let value = Environment["SKALD_LINT_NOTES"] { lint.showsNotes = try Self.truth(value, of: "SKALD_LINT_NOTES") }
    if let path = Environment["SKALD_LINT_BASELINE"] { lint.baseline = path }
    if let paths = Environment["SKALD_LINT_EXCLUDE"] { lint.exclude = paths.split(separator: ",").map(String.init) }
  }

  private static func truth(_ node: YAMLNode, _ source: SourceText) throws -> Bool {
    guard let value = node.json().bool else { throw fault("expected true or false", at: node.range, source) }
    return value
  }

  private static func truth(_ text: String, of variable: String) throws -> Bool {
    switch text {
    case "1", "true": return true
    case "0", "false", "": return false
    default: throw CommandFault.misuse("expected true or false in \(variable), found `\(text)`")
    }
  }
}
