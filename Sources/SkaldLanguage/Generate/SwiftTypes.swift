import JSONSchema
import SkaldValue

/// Writes the Swift types of shapes.
struct SwiftTypes {
  /// The lines so far.
  private(set) var lines: [String] = []

  /// The type of a value; structures and enumerations that it needs are written, with this name, before it is used.
  mutating func type(of schema: Schema, named name: String, indent: String) -> String {
    switch schema.shorthand {
    case .any, .json: return "JSON"
    case .string, .timestamp, .duration: return "String"
    case .int: return "Int"
    case .number: return "Double"
    case .bool: return "Bool"
    case .list(let element): return "[\(type(of: element, named: name, indent: indent))]"
    case .oneOf(let values):
      guard !values.isEmpty, values.allSatisfy({ $0.string != nil }) else { return "JSON" }
      writeEnumeration(values.compactMap(\.string), named: name, indent)
      return name
    case .object(let object):
      guard !object.fields.isEmpty else { return "JSON" }
      writeStructure(object, named: name, indent)
      return name
    }
  }

  private mutating func writeEnumeration(_ values: [String], named name: String, _ indent: String) {
    lines.append("\(indent)enum \(name): String, Codable, Sendable {")
    var names = SwiftNames()
    for value in values { lines.append("\(indent)  case \(names.member(value)) = \(Self.literal(value))") }
    lines += ["\(indent)}", ""]
  }

  private mutating func writeStructure(_ object: ObjectSchema, named name: String, _ indent: String) {
    var names = SwiftNames()
    var inner = SwiftTypes()
    var typeNames = SwiftNames()
    var fields: [(name: String, key: String, type: String, note: String)] = []
    for field in object.fields {
      let type = inner.type(of: field.schema, named: typeNames.type(field.name), indent: indent + "  ")
      fields.append(
        (names.member(field.name), field.name, type + (field.isOptional ? "?" : ""), Self.note(field.schema)))
    }
    lines.append("\(indent)struct \(name): Codable, Sendable, Hashable {")
    lines += inner.lines
    for field in fields {
      if !field.note.isEmpty { lines.append("\(indent)  /// \(field.note)") }
      lines.append("\(indent)  var \(field.name): \(field.type)")
    }
    if fields.contains(where: { $0.name != SwiftNames.escaped($0.key) }) {
      lines += ["", "\(indent)  enum CodingKeys: String, CodingKey {"]
      for field in fields { lines.append("\(indent)    case \(field.name) = \(Self.literal(field.key))") }
      lines.append("\(indent)  }")
    }
    lines += ["\(indent)}", ""]
  }

  private static func note(_ schema: Schema) -> String {
    switch schema.shorthand {
    case .timestamp: "A point in time as RFC 3339 writes it."
    case .duration: "A length of time, such as `1h30m`."
    case .any, .string, .int, .number, .bool, .list, .object, .oneOf, .json: ""
    }
  }

  /// A text as Swift writes it: its form in JSON, with Swift's escapes.
  static func literal(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": literal += "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value > 0x7E: literal += "\\u{\(String(scalar.value, radix: 16))}"
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }
}
