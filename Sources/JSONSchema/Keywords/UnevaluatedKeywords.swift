import SkaldValue

extension KeywordCatalog {
  /// Schemas of what no other keyword has looked at.
  static let unevaluated: [KeywordRule] = [
    KeywordRule("unevaluatedItems", .unevaluated, holds: .schema) { source, reader throws(SchemaFault) in
      reader.asksForEvaluated = true
      return UnevaluatedItemsKeyword(node: try reader.schema(source))
    },
    KeywordRule("unevaluatedProperties", .unevaluated, holds: .schema) { source, reader throws(SchemaFault) in
      reader.asksForEvaluated = true
      return UnevaluatedPropertiesKeyword(node: try reader.schema(source))
    },
  ]
}

struct UnevaluatedItemsKeyword: Keyword {
  let node: Int

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    // A schema that has failed has seen less than it would have, and is reported already.
    guard case .array(let values) = value, frame.isValid else { return true }
    try run.spend(values.count * Run.unitsPerLookUp)
    var isValid = true
    for (index, value) in values.enumerated() where !frame.seen.contains(index) {
      if try !run.accepts(value, node, at: .index(index)) { isValid = false }
      if run.isSilent, !isValid { break }
    }
    frame.seen.insert(prefix: .max)
    return isValid
  }
}

struct UnevaluatedPropertiesKeyword: Keyword {
  let node: Int

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    guard case .object(let object) = value, frame.isValid else { return true }
    try run.spend(object.count * Run.unitsPerLookUp)
    var isValid = true
    for member in object where !frame.seen.contains(member.name) {
      if try !run.acceptsUnknown(member, node, among: [], frame) { isValid = false }
      if run.isSilent, !isValid { break }
    }
    frame.seen.insertAllNames()
    return isValid
  }
}
