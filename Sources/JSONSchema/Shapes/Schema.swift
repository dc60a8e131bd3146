public import SkaldValue

/// The shape of a value: the type shorthand of the language, or a JSON Schema.
///
/// ``jsonSchema`` gives the same as [JSON Schema 2020-12](https://json-schema.org/draft/2020-12/json-schema-core).
public indirect enum Schema: Sendable, Hashable, Codable {
  /// Any value at all.
  case any
  /// A text.
  case string
  /// A 64-bit integer.
  case int
  /// An integer or any other number.
  case number
  /// A truth value.
  case bool
  /// A text that is a point in time as [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) writes it.
  case timestamp
  /// A text that is a length of time, such as `1h30m`.
  case duration
  /// A list whose values all have one shape.
  case list(Schema)
  /// A set of named values.
  case object(ObjectSchema)
  /// One of a few values.
  case oneOf([JSON])
  /// What a JSON Schema accepts.
  case json(SchemaDocument)

  /// An object without declared fields that accepts any.
  public static let openObject = Schema.object(ObjectSchema(fields: [], isClosed: false))
}

/// The fields of an object.
public struct ObjectSchema: Sendable, Hashable, Codable {
  /// A named field.
  public struct Field: Sendable, Hashable, Codable {
    /// The field's name.
    public var name: String
    /// The shape of its value.
    public var schema: Schema
    /// Whether it may be missing.
    public var isOptional: Bool

    /// Declares a field.
    public init(name: String, schema: Schema, isOptional: Bool = false) {
      self.name = name
      self.schema = schema
      self.isOptional = isOptional
    }
  }

  /// The declared fields in their order.
  public var fields: [Field]
  /// Whether other fields are refused.
  public var isClosed: Bool

  /// Declares an object.
  public init(fields: [Field], isClosed: Bool) {
    self.fields = fields
    self.isClosed = isClosed
  }

  /// The field of that name.
  public func field(_ name: String) -> Field? { fields.first { $0.name == name } }
}

extension Schema {
  /// The shape in the shorthand: of a JSON Schema as much as the shorthand can say.
  public var shorthand: Schema {
    guard case .json(let document) = self else { return self }
    return document.shape
  }

  /// The fields where the values are objects.
  public var object: ObjectSchema? {
    guard case .object(let object) = shorthand else { return nil }
    return object
  }

  /// The same shape as JSON Schema 2020-12.
  public var jsonSchema: JSON {
    switch self {
    case .any: [:]
    case .string: ["type": "string"]
    case .int: ["type": "integer"]
    case .number: ["type": "number"]
    case .bool: ["type": "boolean"]
    case .timestamp: ["type": "string", "format": "date-time"]
    case .duration: ["type": "string", "pattern": "^(([0-9]+(ms|s|m|h|d))+|-?[0-9]+([.][0-9]+)?s)$"]
    case .list(let element): ["type": "array", "items": element.jsonSchema]
    case .oneOf(let values): ["enum": .array(values)]
    case .object(let object): object.jsonSchema
    case .json(let document): document.schema
    }
  }
}

extension ObjectSchema {
  fileprivate var jsonSchema: JSON {
    var schema: JSONObject = JSONObject([("type", "object")])
    let properties = fields.map { ($0.name, $0.schema.jsonSchema) }
    if !properties.isEmpty { schema["properties"] = .object(JSONObject(properties)) }
    let required = fields.filter { !$0.isOptional }.map { JSON.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    if isClosed { schema["additionalProperties"] = false }
    return .object(schema)
  }
}
