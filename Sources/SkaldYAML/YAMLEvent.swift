/// What libyaml's parser says next; offsets count characters of the text it was given.
struct YAMLEvent {
  enum Kind {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(String)
    case scalar(text: String, style: YAMLScalar.Style, Properties)
    case sequenceStart(Properties, isFlow: Bool)
    case sequenceEnd
    case mappingStart(Properties, isFlow: Bool)
    case mappingEnd
  }

  /// The anchor and tag before a node.
  struct Properties {
    let anchor: String?
    let tag: String?

    var isEmpty: Bool { anchor == nil && tag == nil }
  }

  let kind: Kind
  let start: Int
  let end: Int
}

/// Why libyaml's parser stopped; offsets count characters of the text it was given.
struct YAMLFault: Error {
  /// What libyaml says is wrong.
  let problem: String
  /// What it was doing, such as `while parsing a block mapping`.
  let context: String?
  /// Where it stopped.
  let problemIndex: Int
  /// Where what it was doing began.
  let contextIndex: Int?
}
