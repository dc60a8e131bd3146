package import JSONSchema
package import SkaldValue

/// Makes up values that a schema accepts, the same ones every time.
package struct SampleValue: Sendable {
  /// Distinguishes one result from the next.
  let number: Int
  /// Which one of several that a schema names; 0 for the first, and for yes.
  let choice: Int

  /// Makes up values that bear a number.
  package init(number: Int, choice: Int = 0) {
    self.number = number
    self.choice = choice
  }

  /// A value of this shape; texts are made from the field's name.
  package func value(of schema: Schema, named name: String) -> JSON {
    switch schema {
    case .any: .null
    case .string: .string("\(name)-\(number)")
    case .int, .number: .int(Int64(number))
    case .bool: .bool(choice & 1 == 0)
    case .timestamp: "2030-01-01T00:00:00Z"
    case .duration: "1m"
    case .list(let element): .array([value(of: element, named: name)])
    case .oneOf(let values): values.isEmpty ? .null : values[choice % values.count]
    case .object(let object):
      .object(JSONObject(object.fields.map { ($0.name, value(of: $0.schema, named: $0.name)) }))
    case .json(let document): value(of: document, named: name)
    }
  }

  /// The data of an event that an instance with this input waits for: fields that are named as the input's have its
  /// values, so that the event correlates.
  package func eventData(of schema: Schema, input: JSON) -> JSON {
    guard let object = schema.object else { return value(of: schema, named: "value") }
    var data = value(of: schema, named: "value").object ?? JSONObject()
    for field in object.fields {
      if let known = input[field.name] { data[field.name] = known }
    }
    return .object(data)
  }
}
