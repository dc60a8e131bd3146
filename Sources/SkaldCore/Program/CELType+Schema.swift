package import JSONSchema
package import CEL
import SkaldValue

extension CELType {
  /// The type that values of a shape have in expressions: what lint checks is what runs.
  package init(_ schema: Schema) {
    switch schema {
    case .any: self = .dyn
    case .string: self = .string
    case .int: self = .int
    case .number: self = .double
    case .bool: self = .bool
    case .timestamp: self = .timestamp
    case .duration: self = .duration
    case .list(let element): self = .list(CELType(element))
    case .object(let object):
      self = .object(
        ObjectType(
          object.fields.map { .init($0.name, CELType($0.schema), isOptional: $0.isOptional) },
          isClosed: object.isClosed))
    case .oneOf(let values): self = CELType.common(of: values)
    case .json(let document): self.init(document.shape)
    }
  }

  private static func common(of values: [JSON]) -> CELType {
    if values.allSatisfy({ $0.string != nil }) { return .string }
    if values.allSatisfy({ $0.int != nil }) { return .int }
    if values.allSatisfy({ $0.bool != nil }) { return .bool }
    return .dyn
  }
}

extension Schema {
  /// Whether JSON writes values of this shape as values of another type: 2 for 2.0, texts for times.
  package var differsFromJSON: Bool {
    switch self {
    case .any, .string, .int, .bool, .oneOf: false
    case .number, .timestamp, .duration: true
    case .list(let element): element.differsFromJSON
    case .object(let object): object.fields.contains { $0.schema.differsFromJSON }
    case .json(let document): document.shape.differsFromJSON
    }
  }
}
