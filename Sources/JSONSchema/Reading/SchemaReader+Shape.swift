import SkaldValue

/// What the shorthand can say of a schema.
extension SchemaReader {
  /// How many schemas are followed: one that is referred to from many places has a shape at each.
  private static let shapedMax = 2000

  /// The shape that every value has which the schema accepts; `any` where the shorthand has no words for it, and where
  /// a schema holds itself.
  func shape(of node: Int) -> Schema {
    var left = Self.shapedMax
    return shape(of: node, in: [], &left)
  }

  private func shape(of node: Int, in around: [Int], _ left: inout Int) -> Schema {
    left -= 1
    guard left > 0, !around.contains(node), case .keywords(let entries) = nodes[node].content else { return .any }
    let keywords = Dictionary(entries.map { ($0.name, $0.keyword) }) { $1 }
    let inside = around + [node]
    var shape = own(keywords, in: inside, &left)
    var parts: [Int] = []
    if let reference = keywords["$ref"] as? ReferenceKeyword { parts.append(reference.node) }
    if let all = keywords["allOf"] as? AllOfKeyword { parts += all.nodes }
    for part in parts { shape = shape.narrowed(by: self.shape(of: part, in: inside, &left)) }
    return shape
  }

  private func own(_ keywords: [String: any Keyword], in around: [Int], _ left: inout Int) -> Schema {
    for name in ["const", "enum"] {
      guard let keyword = keywords[name] as? EnumKeyword else { continue }
      if let values = keyword.scalars { return .oneOf(values) }
    }
    guard let type = keywords["type"] as? TypeKeyword, type.kinds.count == 1 else { return .any }
    switch type.kinds[0] {
    case .boolean: return .bool
    case .integer: return .int
    case .number: return .number
    case .string: return .string
    case .null: return .any
    case .object: return .object(fields(keywords, in: around, &left))
    case .array:
      guard let items = keywords["items"] as? ItemsKeyword, items.start == 0 else { return .list(.any) }
      return .list(shape(of: items.node, in: around, &left))
    }
  }

  private func fields(_ keywords: [String: any Keyword], in around: [Int], _ left: inout Int) -> ObjectSchema {
    let properties = keywords["properties"] as? PropertiesKeyword
    let required = (keywords["required"] as? RequiredKeyword)?.sets.flatMap(\.names) ?? []
    var fields: [ObjectSchema.Field] = []
    for (name, node) in properties?.ordered ?? [] {
      fields.append(
        .init(
          name: name, schema: shape(of: node, in: around, &left), isOptional: !required.contains(name)))
    }
    let known = Set(fields.map(\.name))
    for name in required where !known.contains(name) { fields.append(.init(name: name, schema: .any)) }
    return ObjectSchema(fields: fields, isClosed: refusesOthers(keywords))
  }

  /// Whether an object may have no other members than those declared.
  private func refusesOthers(_ keywords: [String: any Keyword]) -> Bool {
    guard let others = keywords["additionalProperties"] as? AdditionalPropertiesKeyword else { return false }
    guard case .constant(false) = nodes[others.node].content else { return false }
    return keywords["patternProperties"] == nil
  }
}

extension Schema {
  /// What is known of values that have both shapes.
  fileprivate func narrowed(by other: Schema) -> Schema {
    switch (self, other) {
    case (_, .any): self
    case (.any, _), (.number, .int), (.string, .oneOf), (.int, .oneOf), (.bool, .oneOf): other
    case (.list(let element), .list(let otherElement)): .list(element.narrowed(by: otherElement))
    case (.object(let object), .object(let otherObject)): .object(object.narrowed(by: otherObject))
    default: self
    }
  }
}

extension ObjectSchema {
  fileprivate func narrowed(by other: ObjectSchema) -> ObjectSchema {
    var all = self
    for field in other.fields {
      guard let index = all.fields.firstIndex(where: { $0.name == field.name }) else {
        all.fields.append(field)
        continue
      }
      all.fields[index].schema = all.fields[index].schema.narrowed(by: field.schema)
      all.fields[index].isOptional = all.fields[index].isOptional && field.isOptional
    }
    all.isClosed = isClosed || other.isClosed
    return all
  }
}
