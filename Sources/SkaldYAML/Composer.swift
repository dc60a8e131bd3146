import SkaldDiagnostics

/// Why a document is not read on.
enum ComposerStop: Error {
  /// The document is over a limit.
  case documentLimit(Diagnostic)
  /// The file is over a limit.
  case fileLimit(Diagnostic)
  /// A value must be masked and the document read again.
  case trap(YAMLTrap)
}

/// Builds one document from events; it keeps its own stack, so that deep input costs no recursion.
struct Composer {
  let source: SourceText
  let offsets: CharacterOffsets
  /// Values that the parser sees masked; their text is taken from the file.
  let masks: [SourceRange]
  var aliases: AliasBudget
  var diagnostics: [Diagnostic] = []
  /// The parts of the file in which a number sign begins no comment.
  private(set) var scalarRanges: [SourceRange] = []
  private(set) var root: YAMLNode?
  var frames: [ComposerFrame] = []
  var anchors: [String: Anchor] = [:]
  /// Where the document first nests deeper than half of what is allowed.
  private var deepPlace: Int?

  init(source: SourceText, offsets: CharacterOffsets, masks: [SourceRange], aliases: AliasBudget) {
    self.source = source
    self.offsets = offsets
    self.masks = masks
    self.aliases = aliases
  }

  var isInFlow: Bool { frames.last?.isFlow ?? false }

  /// The offset of the innermost bracket or brace that is open.
  var openBracket: Int? {
    guard let frame = frames.last, frame.isFlow else { return nil }
    return frame.start
  }

  /// Takes the next event inside a document.
  mutating func take(_ event: YAMLEvent) throws(ComposerStop) {
    switch event.kind {
    case .alias(let name): try add(alias(name, event))
    case .scalar(let text, let style, let properties):
      try add(scalar(text, style, properties, event))
    case .sequenceStart(let properties, let isFlow):
      try open(event, properties, isMapping: false, isFlow: isFlow)
    case .mappingStart(let properties, let isFlow):
      try open(event, properties, isMapping: true, isFlow: isFlow)
    case .sequenceEnd, .mappingEnd: try close(event)
    case .streamStart, .streamEnd, .documentStart, .documentEnd: break
    }
  }

  // MARK: Lists and mappings

  private mutating func open(
    _ event: YAMLEvent, _ properties: YAMLEvent.Properties, isMapping: Bool, isFlow: Bool
  ) throws(ComposerStop) {
    var start = offset(event.start)
    if !properties.isEmpty { start = skipProperties(from: start, to: source.bytes.count) }
    guard frames.count < YAMLLimits.nesting else { throw .documentLimit(tooDeep(at: start)) }
    if frames.count == YAMLLimits.nesting / 2 { deepPlace = deepPlace ?? start }
    if let tag = properties.tag { try check(tag, isMapping ? .mapping : .sequence, at: offset(event.start), start) }
    if let anchor = properties.anchor { anchors[anchor] = .open }
    frames.append(
      ComposerFrame(isMapping: isMapping, start: start, isFlow: isFlow, anchor: properties.anchor, tag: properties.tag))
  }

  private mutating func close(_ event: YAMLEvent) throws(ComposerStop) {
    guard let frame = frames.popLast() else { return }
    // The end of a block, and of a pair without braces, is put before the next token; that of brackets is exact.
    let opener = source.bytes.indices.contains(frame.start) ? source.bytes[frame.start] : 0
    let isBracketed = frame.isFlow && opener == UInt8(ascii: frame.isMapping ? "{" : "[")
    let end = isBracketed ? offset(event.end) : frame.contentEnd
    let node = YAMLNode(
      kind: frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items),
      range: SourceRange(start: frame.start, end: end), isFlow: frame.isFlow, tag: frame.tag, anchor: frame.anchor)
    let part = Part(node: node, nodes: frame.nodes + 1, height: frame.height + 1)
    if let anchor = frame.anchor { anchors[anchor] = .closed(part) }
    try add(part)
  }

  /// SK408: what a document that was read to its end nests deeper than half of what is allowed.
  var depthWarning: Diagnostic? {
    guard let start = deepPlace else { return nil }
    return Diagnostic(
      code: "SK408", severity: .warning,
      message: "lists and mappings nest deeper than half of the \(YAMLLimits.nesting) that are allowed",
      file: source.path, range: SourceRange(start: start, end: min(start + 1, source.bytes.count)),
      help: "split the file, or write it flatter")
  }

  private func tooDeep(at start: Int) -> Diagnostic {
    fault(
      SourceRange(start: start, end: min(start + 1, source.bytes.count)),
      "lists and mappings nest deeper than \(YAMLLimits.nesting)", help: "split the file, or write it flatter")
  }

  // MARK: Adding to the parent

  private mutating func add(_ part: Part) throws(ComposerStop) {
    guard let last = frames.indices.last else {
      root = part.node
      return
    }
    if frames.count + part.height > YAMLLimits.nesting { throw .documentLimit(tooDeep(at: part.node.range.start)) }
    frames[last].count(part)
    guard frames[last].isMapping else {
      frames[last].items.append(part.node)
      checkWord(part.node)
      return
    }
    guard let key = frames[last].key else {
      try checkKey(part.node, in: last)
      frames[last].key = part.node
      return
    }
    frames[last].entries.append(YAMLEntry(key: key, value: part.node))
    frames[last].key = nil
    checkWord(part.node)
  }

  private mutating func checkKey(_ node: YAMLNode, in frame: Int) throws(ComposerStop) {
    guard let scalar = node.scalar else {
      diagnostics.append(fault(node.range, "a key must be a text, not a \(node.kindName)"))
      return
    }
    if scalar.style == .plain, node.alias == nil {
      if scalar.text == "<<" { diagnostics.append(mergeKey(node.range)) }
      if let trap = unclosedKey(scalar) { throw .trap(trap) }
      checkWord(node)
    }
    if let first = frames[frame].keys.insert(scalar.text, at: node.range) {
      diagnostics.append(doubled(scalar.text, node.range, first))
    }
  }

  private mutating func checkWord(_ node: YAMLNode) {
    guard node.alias == nil, let scalar = node.scalar, scalar.style == .plain else { return }
    if let finding = YAMLTraps.booleanWord(scalar, in: source) { diagnostics.append(finding) }
  }

  private func mergeKey(_ range: SourceRange) -> Diagnostic {
    fault(range, "merge keys (`<<`) are not supported", help: "write the keys out, or use an alias for a whole value")
  }

  private func doubled(_ key: String, _ range: SourceRange, _ first: SourceRange) -> Diagnostic {
    Diagnostic(
      code: "SK102", message: "the key `\(Self.short(key))` is there twice",
      label: "the second would replace the first",
      file: source.path, range: range,
      related: [.init(message: "first here", file: source.path, range: first)], help: "keep one of the two")
  }

  // MARK: Scalars

  private mutating func scalar(
    _ text: String, _ style: YAMLScalar.Style, _ properties: YAMLEvent.Properties, _ event: YAMLEvent
  ) throws(ComposerStop) -> Part {
    let end = offset(event.end)
    var start = offset(event.start)
    if !properties.isEmpty { start = skipProperties(from: start, to: end) }
    let range = contentRange(SourceRange(start: start, end: end), style)
    var type: YAMLScalar.ExplicitType?
    if let tag = properties.tag { type = try check(tag, .scalar, at: offset(event.start), start) }
    let isMasked = style == .plain && masks.contains { $0.start < range.end && range.start < $0.end }
    let scalar = YAMLScalar(
      text: isMasked ? ScalarMapBuilder.plainText(of: range, in: source.bytes) : text, style: style, range: range,
      explicitType: type)
    if !isMasked, style == .plain, let trap = cutValue(scalar) { throw .trap(trap) }
    if !scalar.fitsItsTag {
      diagnostics.append(fault(range, "the text does not fit its tag: it is no \(scalar.tagName)"))
    }
    let node = YAMLNode(kind: .scalar(scalar), range: range, tag: properties.tag, anchor: properties.anchor)
    let part = Part(node: node, nodes: 1, height: 0)
    if let anchor = properties.anchor { anchors[anchor] = .closed(part) }
    return part
  }

  /// Where the text stands; a block's end mark lies before the next token, and its header may hold a comment.
  private mutating func contentRange(_ range: SourceRange, _ style: YAMLScalar.Style) -> SourceRange {
    guard style == .literal || style == .folded else {
      scalarRanges.append(range)
      return range
    }
    let bytes = source.bytes
    scalarRanges.append(SourceRange(start: Bytes.lineEnd(bytes, from: range.start), end: range.end))
    var end = range.end
    while end > range.start, Bytes.isSpace(bytes[end - 1]) { end -= 1 }
    let header = Bytes.lineEnd(bytes, from: range.start)
    if end > header { return SourceRange(start: range.start, end: min(Bytes.lineEnd(bytes, from: end), range.end)) }
    var headerEnd = range.start
    while headerEnd < end, !Bytes.isSpace(bytes[headerEnd]) { headerEnd += 1 }
    return SourceRange(start: range.start, end: headerEnd)
  }

  /// An expression that a ` #` cuts off.
  private func cutValue(_ scalar: YAMLScalar) -> YAMLTrap? {
    if isCondition { return TrapFinder(source).cutCondition(scalar) }
    guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return nil }
    let bytes = source.bytes
    guard let open = ExpressionScan.unclosed(bytes, in: scalar.range) else { return nil }
    let limit = Bytes.lineEnd(bytes, from: open)
    let next = Bytes.skipBlanks(bytes, from: scalar.range.end, to: limit)
    guard next < limit, bytes[next] == UInt8(ascii: "#") else { return nil }
    guard ExpressionScan.end(bytes, from: open + 2, to: limit) != nil else { return nil }
    let value = ValueSpan.template(bytes, around: open, isFlow: isInFlow)
    guard value.start == scalar.range.start, value.end > scalar.range.end else { return nil }
    return YAMLTrap(value: value, diagnostic: YAMLTraps.cut(value, after: scalar.range.end, in: source))
  }

  /// A `${` that a `: ` cuts off, so that its first half became a key.
  private func unclosedKey(_ scalar: YAMLScalar) -> YAMLTrap? {
    guard scalar.text.utf8.contains(UInt8(ascii: "$")), !masks.contains(where: { $0.start == scalar.range.start }),
      ExpressionScan.unclosed(source.bytes, in: scalar.range) != nil
    else { return nil }
    let colon = Bytes.skipBlanks(source.bytes, from: scalar.range.end, to: source.bytes.count)
    return TrapFinder(source).template(at: colon, isFlow: isInFlow)
  }

  /// Whether the next node is the value of a key whose expression may stand bare.
  var isCondition: Bool {
    guard let frame = frames.last, frame.isMapping, let key = frame.key?.text else { return false }
    return YAMLTraps.expressionKeys.contains(key)
  }

  // MARK: Places

  func offset(_ character: Int) -> Int { offsets.offset(ofCharacter: character) }

  /// The offset after an anchor and a tag, which libyaml counts as part of their node.
  private func skipProperties(from start: Int, to end: Int) -> Int {
    let bytes = source.bytes
    var index = start
    while index < end {
      switch bytes[index] {
      case UInt8(ascii: "&"):
        index += 1
        while index < end, Bytes.isName(bytes[index]) { index += 1 }
      case UInt8(ascii: "!"):
        while index < end, !Bytes.isSpace(bytes[index]) { index += 1 }
      case UInt8(ascii: "#"): index = min(Bytes.lineEnd(bytes, from: index), end)
      case _ where Bytes.isSpace(bytes[index]): index += 1
      default: return index
      }
    }
    return end
  }

  func fault(_ range: SourceRange, _ message: String, label: String = "", help: String? = nil) -> Diagnostic {
    Diagnostic(code: "SK100", message: message, label: label, file: source.path, range: range, help: help)
  }

  /// A text cut to a length that fits a message.
  static func short(_ text: String) -> String { text.count > 40 ? text.prefix(39) + "…" : text }
}
