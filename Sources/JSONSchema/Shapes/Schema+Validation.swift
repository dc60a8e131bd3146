public import SkaldValue

/// A place where a value does not have the shape that its schema asks for.
public struct SchemaViolation: Sendable, Hashable {
  /// The place, such as `items[2].sku`; empty for the value itself.
  public let path: String
  /// What was expected and what was found, as one clause that never shows the value.
  public let message: String

  /// Makes a violation.
  public init(path: String, message: String) {
    self.path = path
    self.message = message
  }
}

extension Schema {
  /// How many violations are reported of one value; the rest would say nothing new.
  public static let violationsMax = 20

  /// Whether a value has this shape.
  public func accepts(_ value: JSON) -> Bool { violations(of: value).isEmpty }

  /// Every place where a value breaks this schema, at most ``violationsMax``.
  public func violations(of value: JSON) -> [SchemaViolation] {
    var found: [SchemaViolation] = []
    validate(value, at: "", into: &found)
    return found
  }

  private func validate(_ value: JSON, at path: String, into found: inout [SchemaViolation]) {
    guard found.count < Self.violationsMax else { return }
    switch (self, value) {
    case (.any, _), (.string, .string), (.int, .int), (.number, .int), (.number, .double), (.bool, .bool): return
    case (.timestamp, .string(let text)):
      if !Timestamp.isRFC3339(text) { found.append(.init(path: path, message: "expected an RFC 3339 timestamp")) }
    case (.duration, .string(let text)):
      if Milliseconds(json: text) == nil {
        found.append(.init(path: path, message: "expected a duration such as 1h30m"))
      }
    case (.list(let element), .array(let values)):
      for (index, value) in values.enumerated() { element.validate(value, at: "\(path)[\(index)]", into: &found) }
    case (.object(let schema), .object(let object)): schema.validate(object, at: path, into: &found)
    case (.oneOf(let values), _):
      if !values.contains(value) {
        found.append(.init(path: path, message: "expected one of \(values.map(\.text).joined(separator: ", "))"))
      }
    case (.json(let document), _):
      for violation in document.violations(of: value) {
        found.append(.init(path: path.joined(violation.path), message: violation.message))
      }
    case (.string, _), (.int, _), (.number, _), (.bool, _), (.timestamp, _), (.duration, _), (.list, _), (.object, _):
      found.append(.init(path: path, message: "expected \(noun), found \(value.kind)"))
    }
  }

  /// The name of this shape as the language writes it.
  public var noun: String {
    switch self {
    case .any: "any"
    case .string: "string"
    case .int: "int"
    case .number: "number"
    case .bool: "bool"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .list(let element): "[\(element.noun)]"
    case .object: "object"
    case .oneOf: "enum"
    case .json(let document): document.shape.noun
    }
  }
}

extension ObjectSchema {
  fileprivate func validate(_ object: JSONObject, at path: String, into found: inout [SchemaViolation]) {
    let prefix = path.isEmpty ? "" : path + "."
    for field in fields {
      if let value = object[field.name] {
        found.append(
          contentsOf: field.schema.violations(of: value).map {
            SchemaViolation(path: (prefix + field.name).joined($0.path), message: $0.message)
          })
      } else if !field.isOptional {
        found.append(.init(path: prefix + field.name, message: "required \(field.schema.noun) is missing"))
      }
    }
    guard isClosed else { return }
    for name in object.names where field(name) == nil {
      let near = nearest(name, among: fields.map(\.name)).map { "; did you mean `\($0)`?" } ?? ""
      found.append(.init(path: prefix + name, message: "unknown field" + near))
    }
  }
}

extension String {
  /// This path of a value, followed by the path of a part in it.
  fileprivate func joined(_ rest: String) -> String {
    if rest.isEmpty || isEmpty { return self + rest }
    return rest.hasPrefix("[") ? self + rest : self + "." + rest
  }
}
