import SkaldValue

extension Checker {
  mutating func select(_ node: Node, _ operand: Node, _ field: String) -> CELType {
    member(node, type(of: operand), field)
  }

  /// The type of a field, which must be there.
  private mutating func member(_ node: Node, _ target: CELType, _ field: String) -> CELType {
    switch target {
    case .dyn: return .dyn
    case .map(let key, let value):
      guard CELType.string.isAssignable(to: key) else {
        note(.noOverload, "a map with keys of type \(key) has no fields", node.range)
        return .dyn
      }
      return value
    case .object(let object):
      guard let declared = object[field] else {
        noteUnknown(field, object, node.range)
        return .dyn
      }
      if declared.isOptional { noteOptional(node, field) }
      return declared.type
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type, .list:
      note(.noOverload, "a value of type \(target) has no fields", node.range)
      return .dyn
    }
  }

  private mutating func noteUnknown(_ field: String, _ object: ObjectType, _ range: Range<Int>) {
    guard object.isClosed else { return }
    let suggestion = nearest(field, among: object.fields.map(\.name))
    let hint = suggestion.map { "; did you mean `\($0)`" } ?? ""
    note(.unknownField(field: field, suggestion: suggestion), "there is no field `\(field)`\(hint)", range)
  }

  private mutating func noteOptional(_ node: Node, _ field: String) {
    let path = node.fieldPath
    if let path, known.contains(path) { return }
    let advice = path.map { "; ask with `has(\($0.text))`" } ?? ""
    note(.optionalField(name: field), "the field `\(field)` may be absent\(advice)", node.range)
  }

  mutating func has(_ operand: Node, _ field: String, _ range: Range<Int>) -> CELType {
    let target = type(of: operand)
    switch target {
    case .dyn, .map: break
    case .object(let object): if object[field] == nil { noteUnknown(field, object, range) }
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type, .list:
      note(.noOverload, "a value of type \(target) has no fields", range)
    }
    return .bool
  }

  mutating func element(_ node: Node, _ operand: Node, _ index: Node) -> CELType {
    let target = type(of: operand)
    let key = type(of: index)
    switch target {
    case .dyn: return .dyn
    case .list(let element):
      if !key.isAssignable(to: .int), key != .uint {
        note(.typeMismatch(expected: .int, found: key), "a list is indexed by int, found \(key)", index.range)
      }
      return element
    case .map(let keyType, let value):
      if !key.isComparable(to: keyType) {
        note(
          .typeMismatch(expected: keyType, found: key), "the keys of this map are of type \(keyType), found \(key)",
          index.range)
      }
      return value
    case .object:
      if let field = index.literalText { return member(node, target, field) }
      if !key.isAssignable(to: .string) {
        note(.typeMismatch(expected: .string, found: key), "a field is named by a string, found \(key)", index.range)
      }
      return .dyn
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type:
      note(.noOverload, "a value of type \(target) has no elements", node.range)
      return .dyn
    }
  }
}
