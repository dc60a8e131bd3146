import JSONSchema
import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension DecodeContext {
  static let typeWords = ["string", "int", "number", "bool", "any", "timestamp", "duration"]

  /// The fields of an object type, as `in`, `input` and `data` declare them.
  mutating func fieldTypes(_ node: YAMLNode?, for key: String, isClosed: Bool) -> FieldsSyntax? {
    guard let node, let mapping = mapping(node, for: key) else { return nil }
    if let entry = keyword("schema", in: mapping) {
      return objectDocument(entry.value, for: key).map { FieldsSyntax($0, at: entry.value.range) }
    }
    var fields: [FieldsSyntax.Field] = []
    for entry in mapping.entries { fields.append(field(entry, isClosed: isClosed)) }
    return FieldsSyntax(fields: fields, range: node.range)
  }

  /// A field; a question mark after its name or its type says that it may be missing.
  private mutating func field(_ entry: YAMLEntry, isClosed: Bool) -> FieldsSyntax.Field {
    var name = entry.key.text ?? ""
    var isOptional = false
    if name.hasSuffix("?") {
      name.removeLast()
      isOptional = true
    }
    let located = Located(name, at: entry.key.range)
    checkName(located, .identifier, of: "a field")
    let (schema, mayMiss) = type(entry.value, isClosed: isClosed)
    return .init(
      name: located, schema: Located(schema, at: entry.value.range), isOptional: isOptional || mayMiss)
  }

  /// A type of its own, such as `out: string`.
  mutating func typeOf(_ node: YAMLNode?, isClosed: Bool) -> Located<Schema>? {
    guard let node else { return nil }
    return Located(type(node, isClosed: isClosed).schema, at: node.range)
  }

  /// A type, and whether its question mark says that it may be missing; what cannot be read is `any`.
  private mutating func type(_ node: YAMLNode, isClosed: Bool) -> (schema: Schema, isOptional: Bool) {
    switch node.kind {
    case .scalar: return typeWord(node)
    case .sequence(let items):
      guard let element = items.first, items.count == 1 else {
        hasGaps = true
        report("SK103", "a list type holds one type, such as [string]", at: node.range)
        return (.any, false)
      }
      return (.list(type(element, isClosed: isClosed).schema), false)
    case .mapping(let entries):
      let mapping = Fields(node: node, entries: entries)
      if let entry = keyword("enum", in: mapping) { return (values(entry.value), false) }
      if let entry = keyword("schema", in: mapping) { return (document(entry.value).map { .json($0) } ?? .any, false) }
      let fields = fieldTypes(node, for: "type", isClosed: isClosed)
      return (fields.map { .object($0.schema(isClosed: isClosed)) } ?? .any, false)
    }
  }

  /// `enum` and `schema` are keywords where they stand alone.
  private func keyword(_ name: String, in mapping: Fields) -> YAMLEntry? {
    guard mapping.entries.count == 1, let entry = mapping.entries.first, entry.key.text == name else { return nil }
    if name == "enum" { return entry.value.items != nil ? entry : nil }
    return entry
  }

  private mutating func values(_ node: YAMLNode) -> Schema {
    let values = (node.items ?? []).map { $0.json() }
    guard !values.isEmpty else {
      report("SK103", "`enum` holds at least one value", at: node.range)
      return .any
    }
    return .oneOf(values)
  }

  private mutating func typeWord(_ node: YAMLNode) -> (schema: Schema, isOptional: Bool) {
    var text = node.text ?? ""
    let isOptional = text.hasSuffix("?")
    if isOptional { text.removeLast() }
    guard let schema = Self.schema(ofWord: text) else {
      hasGaps = true
      let near = nearest(text, among: Self.typeWords).map { $0 + (isOptional ? "?" : "") }
      report(
        "SK103", "expected a type, one of \(Self.typeWords.joined(separator: ", ")), found \(node.found)",
        at: node.range, help: near.map { "did you mean `\($0)`?" } ?? "a list is [string], an object { name: string }",
        fix: near)
      return (.any, isOptional)
    }
    return (schema, isOptional)
  }

  private static func schema(ofWord word: String) -> Schema? {
    switch word {
    case "string": .string
    case "int": .int
    case "number": .number
    case "bool": .bool
    case "any": .any
    case "timestamp": .timestamp
    case "duration": .duration
    default: nil
    }
  }
}
