public import SkaldDiagnostics

/// A value of a YAML document with its place in the file.
public struct YAMLNode: Sendable, Hashable {
  /// What a node is.
  public enum Kind: Sendable, Hashable {
    /// A single value.
    case scalar(YAMLScalar)
    /// A list.
    case sequence([YAMLNode])
    /// Keys with their values, in the order of the file.
    case mapping([YAMLEntry])
  }

  /// What the node is.
  public let kind: Kind
  /// Where it stands: without its anchor and tag; an alias stands where it is used, its children where they are
  /// defined.
  public let range: SourceRange
  /// Whether a list or mapping is written with brackets or braces.
  public let isFlow: Bool
  /// The tag as resolved by its handle, such as `tag:yaml.org,2002:str`.
  public let tag: String?
  /// The anchor's name where the node defines one.
  public let anchor: String?
  /// The anchor's name where the node is an alias.
  public let alias: String?

  /// Makes a node.
  public init(
    kind: Kind, range: SourceRange, isFlow: Bool = false, tag: String? = nil, anchor: String? = nil,
    alias: String? = nil
  ) {
    self.kind = kind
    self.range = range
    self.isFlow = isFlow
    self.tag = tag
    self.anchor = anchor
    self.alias = alias
  }
}

/// A key of a mapping with its value.
public struct YAMLEntry: Sendable, Hashable {
  /// The key.
  public let key: YAMLNode
  /// The value.
  public let value: YAMLNode

  /// Makes an entry.
  public init(key: YAMLNode, value: YAMLNode) {
    self.key = key
    self.value = value
  }
}

extension YAMLNode {
  /// The scalar where this is one.
  public var scalar: YAMLScalar? {
    guard case .scalar(let scalar) = kind else { return nil }
    return scalar
  }

  /// The text of the scalar where this is one, whatever it resolves to.
  public var text: String? { scalar?.text }

  /// The items where this is a list.
  public var items: [YAMLNode]? {
    guard case .sequence(let items) = kind else { return nil }
    return items
  }

  /// The entries where this is a mapping.
  public var entries: [YAMLEntry]? {
    guard case .mapping(let entries) = kind else { return nil }
    return entries
  }

  /// The entry under a key where this is a mapping that has it; the first where the key is doubled.
  public func entry(_ key: String) -> YAMLEntry? { entries?.first { $0.key.text == key } }

  /// The value under a key where this is a mapping that has it.
  public subscript(_ key: String) -> YAMLNode? { entry(key)?.value }

  /// Whether nothing is written, or null.
  public var isNull: Bool { scalar?.resolved == .null }

  /// The name of the node's kind, as people read it in messages.
  public var kindName: String {
    switch kind {
    case .scalar(let scalar): scalar.resolved.kindName
    case .sequence: "list"
    case .mapping: "mapping"
    }
  }
}

/// A document of a file.
public struct YAMLDocument: Sendable, Hashable {
  /// The document's value, nil where it holds none.
  public let root: YAMLNode?
  /// The document from its first marker or value to its end.
  public let range: SourceRange

  /// Makes a document.
  public init(root: YAMLNode?, range: SourceRange) {
    self.root = root
    self.range = range
  }
}

/// A comment of a file.
public struct YAMLComment: Sendable, Hashable {
  /// The text after the number sign, without spaces around it.
  public let text: String
  /// The comment with its number sign, without the line break.
  public let range: SourceRange

  /// Makes a comment.
  public init(text: String, range: SourceRange) {
    self.text = text
    self.range = range
  }
}

/// Everything read from a file.
public struct LoadedYAML: Sendable {
  /// The documents that could be read; a broken one is missing.
  public var documents: [YAMLDocument]
  /// The comments in the order of the file.
  public var comments: [YAMLComment]
  /// What is wrong with the file, sorted.
  public var diagnostics: [Diagnostic]

  /// Makes the result of a load.
  public init(documents: [YAMLDocument] = [], comments: [YAMLComment] = [], diagnostics: [Diagnostic] = []) {
    self.documents = documents
    self.comments = comments
    self.diagnostics = diagnostics
  }
}
