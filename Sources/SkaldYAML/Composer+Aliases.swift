import SkaldDiagnostics

/// What an anchor's name stands for.
enum Anchor {
  /// A list or mapping that is still being read.
  case open
  /// A finished node.
  case closed(Part)
}

/// How much the aliases of a file may still stand for.
struct AliasBudget {
  private(set) var aliases = 0
  private(set) var nodes = 0

  /// Counts an alias; what is over the limit, or nil.
  mutating func spend(_ part: Part) -> String? {
    aliases += 1
    nodes += part.nodes
    if aliases > YAMLLimits.aliases { return "the file has more than \(YAMLLimits.aliases) aliases" }
    if nodes > YAMLLimits.aliasNodes { return "the aliases stand for more than \(YAMLLimits.aliasNodes) nodes" }
    return nil
  }
}

extension Composer {
  /// The node that an alias stands for; it shares the children, so nothing is copied.
  mutating func alias(_ name: String, _ event: YAMLEvent) throws(ComposerStop) -> Part {
    let range = SourceRange(start: offset(event.start), end: offset(event.end))
    switch anchors[name] {
    case .closed(let part):
      if let message = aliases.spend(part) {
        throw .fileLimit(fault(range, message, help: "write values out where they are used"))
      }
      let node = YAMLNode(
        kind: part.node.kind, range: range, isFlow: part.node.isFlow, tag: part.node.tag, alias: name)
      return Part(node: node, nodes: part.nodes, height: part.height)
    case .open:
      diagnostics.append(fault(range, "`*\(name)` stands inside what it names", help: "write the value out"))
    case nil:
      if let trap = conditionTrap(at: range.start) { throw .trap(trap) }
      diagnostics.append(fault(range, "no anchor `&\(name)` stands before this alias"))
    }
    let nothing = YAMLScalar(text: "", style: .plain, range: range)
    return Part(node: YAMLNode(kind: .scalar(nothing), range: range, alias: name), nodes: 1, height: 0)
  }

  // MARK: Tags

  /// What a tag stands before.
  enum Tagged {
    case scalar
    case sequence
    case mapping
  }

  /// The type that a tag names; tags beyond the core schema are reported.
  @discardableResult
  mutating func check(
    _ tag: String, _ kind: Tagged, at start: Int, _ end: Int
  ) throws(ComposerStop) -> YAMLScalar.ExplicitType? {
    switch (kind, tag) {
    case (.scalar, "!"), (.scalar, "tag:yaml.org,2002:str"): return .string
    case (.scalar, "tag:yaml.org,2002:int"): return .int
    case (.scalar, "tag:yaml.org,2002:float"): return .float
    case (.scalar, "tag:yaml.org,2002:bool"): return .bool
    case (.scalar, "tag:yaml.org,2002:null"): return .null
    case (.sequence, "!"), (.sequence, "tag:yaml.org,2002:seq"): return nil
    case (.mapping, "!"), (.mapping, "tag:yaml.org,2002:map"): return nil
    default: break
    }
    if kind == .scalar, let trap = conditionTrap(at: start) { throw .trap(trap) }
    let range = SourceRange(start: start, end: tagEnd(from: start, to: end))
    diagnostics.append(
      fault(
        range, "the tag `\(Self.short(source.text(in: range)))` is not known here",
        help: "leave it out, or quote the value if it begins with `!`"))
    return nil
  }

  /// The expression under `if:` that YAML took for a tag or an alias.
  private func conditionTrap(at start: Int) -> YAMLTrap? {
    guard isCondition else { return nil }
    return TrapFinder(source).trap(problem: start, context: nil, isQuoted: false, isFlow: isInFlow)
  }

  private func tagEnd(from start: Int, to end: Int) -> Int {
    var index = start
    while index < end, !Bytes.isSpace(source.bytes[index]) { index += 1 }
    return index
  }
}

extension YAMLScalar {
  /// The name of the type that the tag asks for.
  var tagName: String {
    switch explicitType {
    case .int: "int"
    case .float: "number"
    case .bool: "bool"
    case .null: "null"
    case .string, nil: "string"
    }
  }
}
