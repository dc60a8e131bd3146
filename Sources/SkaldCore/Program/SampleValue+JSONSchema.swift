import JSONSchema
import SkaldValue

extension SampleValue {
  /// A value that a JSON Schema accepts, where its examples or its simpler bounds lead to one; else one of its shape.
  func value(of document: SchemaDocument, named name: String) -> JSON {
    let made = value(of: document.schema, document.shape, named: name)
    return document.accepts(made) ? made : value(of: document.shape, named: name)
  }

  /// A value of a part of a schema, of which the shape is known.
  private func value(of schema: JSON?, _ shape: Schema, named name: String) -> JSON {
    if let example = schema?["examples"]?.array?.first ?? schema?["default"] { return example }
    switch shape {
    case .string: return text(of: schema, named: name)
    case .int, .number: return number(of: schema)
    case .list(let element):
      let count = max(1, Int(clamping: min(schema?["minItems"]?.int ?? 1, Self.elementsMax)))
      return .array((0..<count).map { _ in value(of: schema?["items"], element, named: name) })
    case .object(let object):
      let members = object.fields.map { field in
        (field.name, value(of: schema?["properties"]?[field.name], field.schema, named: field.name))
      }
      return .object(JSONObject(members))
    case .any, .bool, .timestamp, .duration, .oneOf, .json: return value(of: shape, named: name)
    }
  }

  /// A longer list would say no more.
  private static let elementsMax: Int64 = 100

  private func text(of schema: JSON?, named name: String) -> JSON {
    var text = "\(name)-\(number)"
    if let max = schema?["maxLength"]?.int { text = String(text.suffix(Int(clamping: max))) }
    let min = Int(clamping: Swift.min(schema?["minLength"]?.int ?? 0, 1000))
    return .string(text + String(repeating: "x", count: max(0, min - text.count)))
  }

  /// The sample's number where the bounds allow it, else the bound.
  private func number(of schema: JSON?) -> JSON {
    let wanted = Double(number)
    if let min = schema?["minimum"], wanted < min.number ?? wanted { return min }
    if let max = schema?["maximum"], wanted > max.number ?? wanted { return max }
    if let step = schema?["multipleOf"] { return step }
    return .int(Int64(number))
  }
}
