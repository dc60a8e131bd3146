import JSONSchema
import SkaldCore
import CEL
import SkaldValue

extension Schema {
  /// Whether a value of a type can have this shape; where nothing is known it can.
  func fits(_ type: CELType) -> Bool {
    if type == .dyn { return true }
    switch self {
    case .any: return true
    case .string: return [.string, .timestamp, .duration, .bytes].contains(type)
    case .timestamp: return [.string, .timestamp].contains(type)
    case .duration: return [.string, .duration].contains(type)
    case .int: return [.int, .uint].contains(type)
    case .number: return [.int, .uint, .double].contains(type)
    case .bool: return type == .bool
    case .list(let element):
      guard case .list(let other) = type else { return false }
      return element.fits(other)
    case .object(let object): return object.fits(type)
    case .oneOf(let values): return values.contains { $0.hasType(type) }
    case .json(let document): return document.shape.fits(type)
    }
  }

  /// Whether a value of another shape can have this one.
  func fits(_ other: Schema) -> Bool {
    switch (self, other) {
    case (_, .any), (.any, _), (.timestamp, .string), (.duration, .string): return true
    case (.timestamp, .duration), (.duration, .timestamp): return false
    case (_, .oneOf(let values)): return values.contains { accepts($0) }
    case (_, .json(let document)): return fits(document.shape)
    case (.json(let document), _): return document.shape.fits(other)
    case (.int, .number): return true
    case (.list(let element), .list(let otherElement)): return element.fits(otherElement)
    default: return fits(CELType(other))
    }
  }

  /// The shape as messages name it.
  var shown: String {
    switch self {
    case .object(let object): CELType(.object(object)).description
    case .oneOf(let values): "one of " + values.map { $0.string ?? $0.text }.joined(separator: ", ")
    case .json(let document): document.shape.shown
    case .any, .string, .int, .number, .bool, .timestamp, .duration, .list: noun
    }
  }
}

extension ObjectSchema {
  fileprivate func fits(_ type: CELType) -> Bool {
    switch type {
    case .map: return true
    case .object(let object):
      return fields.allSatisfy { field in
        guard let other = object[field.name] else { return field.isOptional || !object.isClosed }
        return field.schema.fits(other.type)
      }
    case .dyn: return true
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type, .list: return false
    }
  }
}

extension JSON {
  fileprivate func hasType(_ type: CELType) -> Bool {
    switch self {
    case .string: type == .string
    case .int: [.int, .uint].contains(type)
    case .double: type == .double
    case .bool: type == .bool
    case .null: type == .null
    case .array, .object: true
    }
  }
}
