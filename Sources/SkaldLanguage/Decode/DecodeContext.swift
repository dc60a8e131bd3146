import SkaldDiagnostics
import SkaldValue
import SkaldYAML

/// What decoding one file collects: findings, never an error thrown.
struct DecodeContext {
  let source: SourceText
  /// The JSON Schemas that types may name.
  let schemas: SchemaFiles
  private(set) var diagnostics: [Diagnostic] = []
  /// Whether something was written that could not be understood, so that what follows from its absence means nothing.
  var hasGaps = false

  /// Whether a JSON Schema could not be read; it may be the one of another file that is wrong.
  var hasFaultySchema = false

  init(source: SourceText, schemas: SchemaFiles) {
    self.source = source
    self.schemas = schemas
  }

  mutating func report(
    _ code: String, _ message: String, at range: SourceRange, label: String = "", help: String? = nil,
    fix: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(
        code: code, message: message, label: label, file: source.path, range: range, help: help,
        fix: fix.map { [.init(range: range, text: $0)] } ?? []))
  }

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  /// SK103: a value that is not what its key takes; a `tunable` one is well replaced by its default.
  mutating func reportWrong(
    _ node: YAMLNode, expected: String, for key: String, help: String? = nil, isTunable: Bool = false
  ) {
    hasGaps = hasGaps || !isTunable
    report("SK103", "`\(key)` takes \(expected), found \(node.found)", at: node.range, help: help)
  }

  /// SK103: a word that is not one of those a key takes.
  mutating func reportWord(_ node: YAMLNode, among words: [String], for key: String) {
    hasGaps = true
    let near = node.text.flatMap { nearest($0, among: words) }
    report(
      "SK103", "expected one of \(words.joined(separator: ", ")) for `\(key)`, found \(node.found)", at: node.range,
      help: near.map { "did you mean `\($0)`?" }, fix: near)
  }
}

extension YAMLNode {
  /// What stands here, as messages name it: a word as it is, a collection by its kind.
  var found: String {
    guard let text, !text.isEmpty else { return isNull ? "nothing" : "a \(kindName)" }
    return text.count <= 40 && scalar?.style == .plain ? "`\(text)`" : "a \(kindName)"
  }
}
