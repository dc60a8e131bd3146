import SkaldDiagnostics
import SkaldValue
import SkaldYAML

/// The entries of a mapping, by the keys that they have or, where one is mistyped, are meant to have.
struct Fields {
  /// A shorter name is near to too many others; it stands for a key that must be there or for none.
  private static let meantLengthMin = 4

  let node: YAMLNode
  let entries: [YAMLEntry]
  private let names: [String]

  init(node: YAMLNode, entries: [YAMLEntry]) {
    self.node = node
    self.entries = entries
    names = entries.map { $0.key.text ?? "" }
  }

  /// The entries as a table knows their keys; a mistyped key stands for the nearest that is missing, so that one
  /// letter does not lose what is written under it. One key may be known to stand for another.
  init(_ fields: Fields, knownBy table: KeyTable, where meant: (key: String, for: String)? = nil) {
    node = fields.node
    entries = fields.entries
    var names = fields.names
    if let meant, let index = names.firstIndex(of: meant.key) { names[index] = meant.for }
    for (index, name) in names.enumerated() where !table.has(name) {
      let isClear = name.utf8.count >= Self.meantLengthMin
      let free = table.keys.filter { !names.contains($0.name) && (isClear || $0.isRequired) }
      if let meant = nearest(name, among: free.map { $0.name }) { names[index] = meant }
    }
    self.names = names
  }

  /// The value under a key; nil where the key is missing or has no value.
  subscript(_ key: String) -> YAMLNode? {
    guard let index = names.firstIndex(of: key), !entries[index].value.isNull else { return nil }
    return entries[index].value
  }

  /// The key itself.
  func key(_ name: String) -> YAMLNode? { names.firstIndex(of: name).map { entries[$0].key } }

  /// Where findings about a missing key are shown: the first key.
  var place: SourceRange { entries.first?.key.range ?? node.range }

  /// The keys with their places.
  var keys: [Located<String>] { zip(names, entries).map { Located($0, at: $1.key.range) } }
}

extension DecodeContext {
  /// The entries of a mapping, with findings about unknown and missing keys.
  mutating func fields(_ node: YAMLNode, _ table: KeyTable, for key: String) -> Fields? {
    mapping(node, for: key).map { checked($0, table) }
  }

  /// The entries of a mapping whose keys are names of the author's own.
  mutating func mapping(_ node: YAMLNode, for key: String) -> Fields? {
    guard let entries = node.entries else {
      reportWrong(node, expected: "a mapping", for: key)
      return nil
    }
    return Fields(node: node, entries: entries)
  }

  /// The entries as a table knows them, with findings about unknown, empty and missing keys.
  mutating func checked(
    _ written: Fields, _ table: KeyTable, where meant: (key: String, for: String)? = nil
  ) -> Fields {
    let fields = Fields(written, knownBy: table, where: meant)
    for entry in fields.entries {
      let name = entry.key.text ?? ""
      if !table.has(name) {
        reportUnknown(entry.key, in: table, present: fields)
      } else if entry.value.isNull, let key = table.keys.first(where: { $0.name == name }), !key.isRequired {
        report("SK103", "`\(name)` has no value: expected \(key.summary)", at: entry.key.range)
        hasGaps = true
      }
    }
    for key in table.keys where key.isRequired && fields[key.name] == nil {
      let range = fields.key(key.name)?.range ?? fields.place
      report("SK104", "\(table.subject) needs `\(key.name)`", at: range, help: "`\(key.name)` is \(key.summary)")
      hasGaps = true
    }
    return fields
  }

  private mutating func reportUnknown(_ key: YAMLNode, in table: KeyTable, present: Fields) {
    let name = key.text ?? ""
    let free = table.names.filter { candidate in !present.entries.contains { $0.key.text == candidate } }
    let near = nearest(name, among: free)
    var help = near.map { "did you mean `\($0)`?" } ?? "expected one of \(free.joined(separator: ", "))"
    let homes = KeyCatalog.subjects(knowing: name)
    if near == nil, let first = homes.first {
      help = "`\(name)` is a key of \(homes.count > 3 ? first + " and others" : homes.joined(separator: ", "))"
    }
    report("SK101", "unknown key `\(name)` in \(table.subject)", at: key.range, help: help, fix: near)
  }
}
