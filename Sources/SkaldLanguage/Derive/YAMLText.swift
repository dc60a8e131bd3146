import JSONSchema
import SkaldValue

/// Values as an author writes them in YAML.
enum YAMLText {
  /// A value on its own line: text stands plain where YAML reads it as it is.
  static func block(_ value: JSON) -> String {
    guard case .string(let text) = value else { return value.text }
    return plain(text)
  }

  /// A text, quoted where it has to be.
  static func plain(_ text: String) -> String { isPlain(text) ? text : JSON.string(text).text }

  /// Whether YAML reads a text as it stands, wherever it stands but in brackets.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
    let isWord = first.properties.isAlphabetic
    guard isWord || text.hasPrefix("${") || text.hasPrefix("../"), last != " ", last != ":" else { return false }
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return false }
    guard !text.contains(": "), !text.contains(" #") else { return false }
    return !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
  }

  /// A type in the shorthand.
  static func type(_ schema: Schema) -> String {
    switch schema.shorthand {
    case .any, .json: "any"
    case .string: "string"
    case .int: "int"
    case .number: "number"
    case .bool: "bool"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .list(let element): "[\(type(element))]"
    case .oneOf(let values): "{ enum: \(JSON.array(values).text) }"
    case .object(let object): fields(object.fields.map { ($0.name, $0.schema, $0.isOptional) })
    }
  }

  /// The fields of a type.
  static func fields(_ fields: [(name: String, schema: Schema, isOptional: Bool)]) -> String {
    guard !fields.isEmpty else { return "{}" }
    let parts = fields.map { "\($0.name)\($0.isOptional ? "?" : ""): \(type($0.schema))" }
    return "{ \(parts.joined(separator: ", ")) }"
  }
}
