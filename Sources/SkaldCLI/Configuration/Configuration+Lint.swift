import SkaldDiagnostics
import SkaldLanguage
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
      noteSeverity(entry.key.text ?? "", .file(Self.place(entry.value.range, source)))
    }
  }

  /// What the environment says of linting.
  mutating func readLintEnvironment() throws {
    let severity = Self.variable(of: "lint.severity")
    for pair in Environment[severity]?.split(separator: ",") ?? [] {
      try lint.set(severity: String(pair), from: severity)
      noteSeverity(String(pair.prefix { $0 != "=" }), .environment(severity))
    }
    if let value = take("lint.strict") { lint.isStrict = try Self.truth(value, of: Self.variable(of: "lint.strict")) }
    if let value = take("lint.notes") { lint.showsNotes = try Self.truth(value, of: Self.variable(of: "lint.notes")) }
    if let path = take("lint.baseline") { lint.baseline = path }
    if let paths = take("lint.exclude") { lint.exclude = paths.split(separator: ",").map(String.init) }
  }

  /// A rule has a code and a name: its origin is that of the code.
  private mutating func noteSeverity(_ word: String, _ origin: Origin) {
    if let rule = RuleCatalog.rule(word) { origins["lint.severity.\(rule.code)"] = origin }
  }

  private static func truth(_ node: YAMLNode, _ source: SourceText) throws -> Bool {
    guard let value = node.json().bool else { throw fault("expected true or false", at: node.range, source) }
    return value
  }
}
