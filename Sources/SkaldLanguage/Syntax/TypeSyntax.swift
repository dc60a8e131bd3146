package import JSONSchema
package import SkaldDiagnostics
import SkaldValue

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

  /// The fields in their order; of a JSON Schema those that the shorthand can name.
  package let fields: [Field]
  /// The whole declaration.
  package let range: SourceRange
  /// The JSON Schema where the type is one.
  package let document: SchemaDocument?

  init(fields: [Field], range: SourceRange) {
    self.fields = fields
    self.range = range
    document = nil
  }

  /// The fields of a JSON Schema, which all stand where it does.
  init(_ document: SchemaDocument, at range: SourceRange) {
    fields = (document.shape.object?.fields ?? []).map {
      Field(name: Located($0.name, at: range), schema: Located($0.schema, at: range), isOptional: $0.isOptional)
    }
    self.range = range
    self.document = document
  }

  /// The declared type.
  /// - Parameter isClosed: Whether fields that the shorthand does not declare are refused.
  package func type(isClosed: Bool) -> Schema {
    document.map { .json($0) } ?? .object(schema(isClosed: isClosed))
  }

  /// The declared shape, as expressions see it.
  package func schema(isClosed: Bool) -> ObjectSchema {
    document?.shape.object
      ?? ObjectSchema(
        fields: fields.map { .init(name: $0.name.value, schema: $0.schema.value, isOptional: $0.isOptional) },
        isClosed: isClosed)
  }

  /// The field of that name.
  package func field(_ name: String) -> Field? { fields.first { $0.name.value == name } }
}
