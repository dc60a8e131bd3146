import SkaldDiagnostics

/// A list or mapping that is being read.
struct ComposerFrame {
  let isMapping: Bool
  let start: Int
  let isFlow: Bool
  let anchor: String?
  let tag: String?
  var items: [YAMLNode] = []
  var entries: [YAMLEntry] = []
  var key: YAMLNode?
  var keys = KeySet()
  /// How many nodes it holds, aliases counted with what they stand for.
  private(set) var nodes = 0
  /// How many levels it holds below itself.
  private(set) var height = 0
  /// The end of what it holds so far.
  private(set) var contentEnd: Int

  init(isMapping: Bool, start: Int, isFlow: Bool, anchor: String?, tag: String?) {
    self.isMapping = isMapping
    self.start = start
    self.isFlow = isFlow
    self.anchor = anchor
    self.tag = tag
    contentEnd = start
  }

  mutating func count(_ part: Part) {
    nodes += part.nodes
    height = max(height, part.height)
    contentEnd = max(contentEnd, part.node.range.end)
  }
}

/// A finished node with its size.
struct Part {
  let node: YAMLNode
  /// How many nodes it stands for.
  let nodes: Int
  /// How many levels of lists and mappings it has.
  let height: Int
}

/// The keys of a mapping; a few are compared one by one, many are hashed.
struct KeySet {
  private static let comparedCount = 8

  private var few: [(key: String, range: SourceRange)] = []
  private var many: [String: SourceRange] = [:]

  /// Adds a key; gives the place of the first of its name where there is one.
  mutating func insert(_ key: String, at range: SourceRange) -> SourceRange? {
    if many.isEmpty {
      for other in few where other.key == key { return other.range }
      few.append((key, range))
      if few.count > Self.comparedCount {
        for other in few { many[other.key] = other.range }
      }
      return nil
    }
    if let first = many[key] { return first }
    many[key] = range
    return nil
  }
}
