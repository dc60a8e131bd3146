package import SkaldDiagnostics
package import SkaldValue

/// The fields of an object type, as they are declared.
package struct FieldsSyntax: Sendable {
  /// A declared field.
  package struct Field: Sendable {
    /// The name, without a question mark.
    package let name: Located<String>
    /// The shape of its value.
    package let schema: Located<Schema>
    /// Whether it may be missing.
    package let isOptional: Bool
  }

  /// The fields in their order.
  package let fields: [Field]
  /// The whole declaration.
  package let range: SourceRange

  /// The declared shape.
  package func schema(isClosed: Bool) -> ObjectSchema {
    ObjectSchema(
      fields: fields.map { .init(name: $0.name.value, schema: $0.schema.value, isOptional: $0.isOptional) },
      isClosed: isClosed)
  }

  /// The field of that name.
  package func field(_ name: String) -> Field? { fields.first { $0.name.value == name } }
}
