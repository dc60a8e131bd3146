/// Why a document is not a JSON Schema.
public struct SchemaFault: Error, Sendable, Hashable {
  /// The document at fault, as references name it; empty for one without a name.
  public let document: String
  /// The place in the document, as a [JSON Pointer](https://www.rfc-editor.org/rfc/rfc6901); empty for the whole.
  public let pointer: String
  /// What was expected, as one lower-case clause.
  public let message: String

  /// Makes a fault.
  public init(document: String, pointer: String, message: String) {
    self.document = document
    self.pointer = pointer
    self.message = message
  }
}

extension SchemaFault: CustomStringConvertible {
  /// The place and the clause.
  public var description: String { "\(document)#\(pointer): \(message)" }
}
