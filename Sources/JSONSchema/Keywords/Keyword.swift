import SkaldValue

/// A keyword of one schema, read.
protocol Keyword: Sendable {
  /// Whether the value satisfies it; reports where it does not.
  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool
}

/// A keyword of the language: how it is read, and where it holds schemas.
struct KeywordRule: Sendable {
  /// Which parts of a keyword's value are schemas.
  enum Holds: Sendable { case nothing, schema, list, map }

  /// Reads the keyword; nil where it constrains nothing.
  typealias Read = @Sendable (KeywordSource, inout SchemaReader) throws(SchemaFault) -> (any Keyword)?

  let name: String
  let vocabulary: Vocabulary
  let holds: Holds
  let read: Read

  init(_ name: String, _ vocabulary: Vocabulary, holds: Holds = .nothing, _ read: @escaping Read) {
    self.name = name
    self.vocabulary = vocabulary
    self.holds = holds
    self.read = read
  }
}

/// A keyword as it stands in a document.
struct KeywordSource {
  let name: String
  let value: JSON
  /// The schema that has it, for the keywords beside it.
  let schema: JSONObject
  let place: Place
  let resource: Int
}
