import JSONSchema
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
    case .timestamp: self = .timestamp
    case .duration: self = .duration
    case .dyn, .null, .uint, .bytes, .type, .map, .object: return nil
    }
  }
}

extension CELType {
  /// `saga`, without a failure.
  static let saga = CELType.object(ObjectType(sagaFields))
  /// `saga` from the turn to compensation on.
  static let failedSaga = CELType.object(ObjectType(sagaFields + [.init("failure", failure)]))
  /// `saga.failure`, and `error` in an alternative.
  static let failure = CELType.object(
    ObjectType([.init("code", .string), .init("step", .string), .init("message", .string)]))

  private static let sagaFields: [ObjectType.Field] = [
    .init("id", .string), .init("key", .string), .init("startedAt", .timestamp),
  ]
}
