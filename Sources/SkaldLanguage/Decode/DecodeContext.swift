import SkaldDiagnostics
import SkaldValue
import SkaldYAML

/// What decoding one file collects: findings, never an error thrown.
struct DecodeContext {
  let source: SourceText
  private(set) var diagnostics: [Diagnostic] = []

  init(source: SourceText) { self.source = source }

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

  /// SK103: a value that is not what its key takes.
  mutating func reportWrong(_ node: YAMLNode, expected: String, for key: String, help: String? = nil) {
    report("SK103", "`\(key)` takes \(expected), found \(node.found)", at: node.range, help: help)
  }

  /// SK103: a word that is not one of those a key takes.
  mutating func reportWord(_ node: YAMLNode, among words: [String], for key: String) {
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

/// The entries of a mapping, checked against a table of keys.
struct Fields {
  let node: YAMLNode
  let entries: [YAMLEntry]

  /// The value under a key; nil where the key is missing or has no value.
  subscript(_ key: String) -> YAMLNode? {
    guard let value = entries.first(where: { $0.key.text == key })?.value else { return nil }
    return value.isNull ? nil : value
  }

  /// The key itself.
  func key(_ name: String) -> YAMLNode? { entries.first { $0.key.text == name }?.key }

  /// Where findings about a missing key are shown: the first key.
  var place: SourceRange { entries.first?.key.range ?? node.range }

  /// The keys with their places.
  var keys: [Located<String>] { entries.map { Located($0.key.text ?? "", at: $0.key.range) } }
}

extension DecodeContext {
  /// The entries of a mapping, with findings about unknown and missing keys.
  mutating func fields(_ node: YAMLNode, _ table: KeyTable, for key: String) -> Fields? {
    guard let fields = mapping(node, for: key) else { return nil }
    check(fields, table)
    return fields
  }

  /// The entries of a mapping whose keys are names of the author's own.
  mutating func mapping(_ node: YAMLNode, for key: String) -> Fields? {
    guard let entries = node.entries else {
      reportWrong(node, expected: "a mapping", for: key)
      return nil
    }
    return Fields(node: node, entries: entries)
  }

  mutating func check(_ fields: Fields, _ table: KeyTable) {
    var unknown = false
    for entry in fields.entries where !table.has(entry.key.text ?? "") {
      unknown = true
      reportUnknown(entry.key, in: table, present: fields)
    }
    for entry in fields.entries where entry.value.isNull {
      guard let key = table.keys.first(where: { $0.name == entry.key.text }), !key.isRequired else { continue }
      report("SK103", "`\(key.name)` has no value: expected \(key.summary)", at: entry.key.range)
    }
    for key in table.keys where key.isRequired && fields[key.name] == nil {
      // A mistyped key is one cause: its absence under the right name is not a second one.
      if unknown, fields.entries.contains(where: { nearest($0.key.text ?? "", among: [key.name]) != nil }) { continue }
      let range = fields.key(key.name)?.range ?? fields.place
      report("SK104", "\(table.subject) needs `\(key.name)`", at: range, help: "`\(key.name)` is \(key.summary)")
    }
  }

  private mutating func reportUnknown(_ key: YAMLNode, in table: KeyTable, present: Fields) {
    let name = key.text ?? ""
    let free = table.names.filter { present.key($0) == nil }
    let near = nearest(name, among: free)
    var help = near.map { "did you mean `\($0)`?" } ?? "expected one of \(free.joined(separator: ", "))"
    let homes = KeyCatalog.subjects(knowing: name)
    if near == nil, let first = homes.first {
      help = "`\(name)` is a key of \(homes.count > 3 ? first + " and others" : homes.joined(separator: ", "))"
    }
    report("SK101", "unknown key `\(name)` in \(table.subject)", at: key.range, help: help, fix: near)
  }
}
