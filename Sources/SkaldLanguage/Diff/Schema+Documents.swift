import JSONSchema

extension Schema {
  /// Whether values of another type may be refused.
  ///
  /// What a JSON Schema asks for beyond types is not compared: one that is new counts as one that takes less.
  func mayRefuse(_ other: Schema) -> Bool { !documents.isSubset(of: other.documents) || !fits(other) }

  /// The JSON Schemas in this type.
  private var documents: Set<SchemaDocument> {
    switch self {
    case .json(let document): [document]
    case .list(let element): element.documents
    case .object(let object): Set(object.fields.flatMap { $0.schema.documents })
    case .any, .string, .int, .number, .bool, .timestamp, .duration, .oneOf: []
    }
  }
}
