/// A group of keywords that a metaschema switches on.
enum Vocabulary: String, Sendable, CaseIterable {
  case core, applicator, unevaluated, validation
  case metaData = "meta-data"
  case formatAnnotation = "format-annotation"
  case content

  static let prefix = "https://json-schema.org/draft/2020-12/vocab/"

  init?(uri: String) {
    guard uri.hasPrefix(Self.prefix) else { return nil }
    self.init(rawValue: String(uri.dropFirst(Self.prefix.count)))
  }
}
