import JSONSchema
import CEL
import SkaldCore
import SkaldValue

extension Scope {
  /// Takes to heart that a condition came to something: the fields that it asked for with `has()` are there.
  /// - Parameter renamed: The name by which later expressions know the variable `event`.
  mutating func learn(_ condition: ExpressionSyntax?, is outcome: Bool, renamed: String? = nil) {
    for path in condition?.parsed?.presences(when: outcome) ?? [] where path.count > 1 {
      guard let renamed else {
        know(path)
        continue
      }
      if path[0] == "event" { know([renamed] + path.dropFirst()) }
    }
  }
}

extension CELType {
  /// The type where the fields of a path are there.
  func requiring(_ path: ArraySlice<String>) -> CELType {
    guard let name = path.first, case .object(let object) = self, object[name] != nil else { return self }
    return .object(
      ObjectType(
        object.fields.map { field in
          guard field.name == name else { return field }
          return .init(name, field.type.requiring(path.dropFirst()))
        }, isClosed: object.isClosed))
  }
}

extension Schema {
  /// The shape where the fields of a path are there.
  func requiring(_ path: ArraySlice<String>) -> Schema {
    guard case .object(let object) = self else { return self }
    return .object(object.requiring(path))
  }
}

extension ObjectSchema {
  /// The shape where the fields of a path are there.
  func requiring(_ path: ArraySlice<String>) -> ObjectSchema {
    guard let name = path.first else { return self }
    return ObjectSchema(
      fields: fields.map { field in
        guard field.name == name else { return field }
        return .init(name: name, schema: field.schema.requiring(path.dropFirst()))
      }, isClosed: isClosed)
  }
}
