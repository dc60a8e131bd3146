import CEL
import SkaldValue

extension Schema {
  /// The shape of values of a type; nil where no shape says as much.
  init?(_ type: CELType) {
    switch type {
    case .string: self = .string
    case .int: self = .int
    case .double: self = .number
    case .bool: self = .bool
    case .list(let element): self = .list(Schema(element) ?? .any)
    case .dyn, .null, .uint, .bytes, .timestamp, .duration, .type, .map, .object: return nil
    }
  }
}

extension CELType {
  /// The type that values of a shape have in expressions.
  ///
  /// A `number` is an integer or a floating-point number as it comes, so nothing is known before; timestamps and
  /// durations come as the text that JSON has for them.
  init(_ schema: Schema) {
    switch schema {
    case .any, .number: self = .dyn
    case .string, .timestamp, .duration: self = .string
    case .int: self = .int
    case .bool: self = .bool
    case .list(let element): self = .list(CELType(element))
    case .object(let object):
      self = .object(
        ObjectType(
          object.fields.map { .init($0.name, CELType($0.schema), isOptional: $0.isOptional) },
          isClosed: object.isClosed))
    case .oneOf(let values): self = CELType.common(of: values)
    }
  }

  private static func common(of values: [JSON]) -> CELType {
    if values.allSatisfy({ $0.string != nil }) { return .string }
    if values.allSatisfy({ $0.int != nil }) { return .int }
    if values.allSatisfy({ $0.bool != nil }) { return .bool }
    return .dyn
  }

  /// `saga`, without a failure.
  static let saga = CELType.object(ObjectType(sagaFields))
  /// `saga` from the turn to compensation on.
  static let failedSaga = CELType.object(ObjectType(sagaFields + [.init("failure", failure)]))
  /// `saga.failure`, and `error` in an alternative.
  static let failure = CELType.object(
    ObjectType([.init("code", .string), .init("step", .string), .init("message", .string)]))

  private static let sagaFields: [ObjectType.Field] = [
    .init("id", .string), .init("key", .string), .init("startedAt", .string),
  ]
}
