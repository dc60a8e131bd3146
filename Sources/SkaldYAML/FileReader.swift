import SkaldDiagnostics

/// Reads one file, document by document, and goes on after a broken one.
struct FileReader {
  private let source: SourceText
  private var documents: [YAMLDocument] = []
  private var diagnostics: [Diagnostic] = []
  private var scalarRanges: [SourceRange] = []
  private var masks: [SourceRange] = []
  private var aliases = AliasBudget()
  private var brokenCount = 0
  private var rereadCount = 0
  /// How many events were read: the measure of the work done.
  private(set) var events = 0
  /// Whether the comments can be told from the rest.
  private var isText = true

  init(_ source: SourceText) { self.source = source }

  /// What was read.
  var result: LoadedYAML {
    let comments = isText ? CommentScanner.comments(in: source, outside: scalarRanges) : []
    return LoadedYAML(documents: documents, comments: comments, diagnostics: DiagnosticList(diagnostics).unique)
  }

  /// Reads the whole file.
  mutating func read() {
    let check = EncodingCheck(source)
    guard check.isClean else {
      diagnostics = check.diagnostics
      isText = false
      return
    }
    noteSize()
    var start: Int? = 0
    while let base = start { start = read(from: base) }
  }

  /// SK408: half of what is allowed.
  private mutating func noteSize() {
    guard source.bytes.count > YAMLLimits.fileBytes / 2 else { return }
    diagnostics.append(
      Diagnostic(
        code: "SK408", severity: .warning,
        message: "the file has \(source.bytes.count) of the \(YAMLLimits.fileBytes) bytes that are allowed",
        file: source.path, range: SourceRange(start: 0, end: 0), help: "split it into several files"))
  }

  /// What ends a run of the parser before the end of the file.
  private enum Stop: Error {
    case fault(YAMLFault)
    case composer(ComposerStop)
  }

  /// Reads documents from an offset on; gives the offset to go on from, nil at the end.
  private mutating func read(from base: Int) -> Int? {
    guard var reader = EventReader(masked(from: base)) else {
      diagnostics.append(
        Diagnostic(
          code: "SK100", message: "there is no memory to read the file", file: source.path,
          range: SourceRange(start: base, end: base)))
      return nil
    }
    let offsets = CharacterOffsets(source.bytes, from: base)
    var start = base
    var composer = Composer(source: source, offsets: offsets, masks: masks, aliases: aliases)
    do throws(Stop) {
      while true {
        let event = try next(&reader)
        switch event.kind {
        case .streamStart: continue
        case .streamEnd: return nil
        case .documentStart:
          start = offsets.offset(ofCharacter: event.start)
          composer = Composer(source: source, offsets: offsets, masks: masks, aliases: aliases)
        case .documentEnd:
          finish(composer, start: start, end: offsets.offset(ofCharacter: event.end))
          composer = Composer(source: source, offsets: offsets, masks: masks, aliases: aliases)
        case .alias, .scalar, .sequenceStart, .sequenceEnd, .mappingStart, .mappingEnd:
          do throws(ComposerStop) { try composer.take(event) } catch { throw .composer(error) }
        }
      }
    } catch {
      return recover(from: error, composer, start: start)
    }
  }

  private mutating func next(_ reader: inout EventReader) throws(Stop) -> YAMLEvent {
    events += 1
    do throws(YAMLFault) { return try reader.next() } catch { throw .fault(error) }
  }

  private mutating func finish(_ composer: Composer, start: Int, end: Int) {
    keep(composer)
    if let warning = composer.depthWarning { diagnostics.append(warning) }
    aliases = composer.aliases
    let root = composer.root.flatMap { isNothing($0) ? nil : $0 }
    let from = min(start, root?.range.start ?? start)
    documents.append(
      YAMLDocument(root: root, range: SourceRange(start: from, end: root?.range.end ?? max(from, end))))
  }

  private func isNothing(_ node: YAMLNode) -> Bool {
    guard let scalar = node.scalar else { return false }
    return scalar.style == .plain && scalar.text.isEmpty && node.tag == nil && node.anchor == nil
  }

  private mutating func keep(_ composer: Composer) {
    diagnostics.append(contentsOf: composer.diagnostics)
    scalarRanges.append(contentsOf: composer.scalarRanges)
  }

  // MARK: Going on

  private mutating func recover(from stop: Stop, _ composer: Composer, start: Int) -> Int? {
    switch stop {
    case .composer(.trap(let trap)): return mask(trap, composer, start)
    case .composer(.documentLimit(let limit)): return skip(composer, limit, start, limit.range.start)
    case .composer(.fileLimit(let limit)):
      _ = skip(composer, limit, start, limit.range.start)
      isText = false
      return nil
    case .fault(let fault):
      let problem = composer.offset(fault.problemIndex)
      let context = fault.contextIndex.map { composer.offset($0) }
      let trap = TrapFinder(source).trap(
        problem: problem, context: context, isQuoted: fault.context?.contains("quoted") == true,
        isFlow: composer.isInFlow)
      if let trap, isNew(trap) { return mask(trap, composer, start) }
      let finding = FaultMessages(source: source).diagnostic(
        for: fault, problem: problem, context: context, openBracket: composer.openBracket)
      return skip(composer, finding, start, problem)
    }
  }

  /// Reports a trap and hides its value from the parser, so that the document is read again; a document for which
  /// that has cost too much is left.
  private mutating func mask(_ trap: YAMLTrap, _ composer: Composer, _ start: Int) -> Int? {
    diagnostics.append(trap.diagnostic)
    rereadCount += source.bytes.count - start
    guard isNew(trap), rereadCount <= YAMLLimits.rereadBytes else {
      return skip(composer, nil, start, trap.value.end)
    }
    masks.append(trap.value)
    return start
  }

  private func isNew(_ trap: YAMLTrap) -> Bool {
    let value = trap.value
    return !value.isEmpty && !masks.contains { $0.start < value.end && value.start < $0.end }
  }

  /// Leaves a broken document; gives the offset of the next.
  private mutating func skip(_ composer: Composer, _ finding: Diagnostic?, _ start: Int, _ place: Int) -> Int? {
    keep(composer)
    aliases = composer.aliases
    if let finding { diagnostics.append(finding) }
    brokenCount += 1
    let next = nextDocument(after: start)
    let unread = max(place, scalarRanges.last?.end ?? 0)
    scalarRanges.append(SourceRange(start: unread, end: next ?? source.bytes.count))
    guard brokenCount < YAMLLimits.brokenDocuments else { return nil }
    return next
  }

  /// The offset of the first `---` line after an offset; the marker cannot stand inside a scalar.
  private func nextDocument(after start: Int) -> Int? {
    let bytes = source.bytes
    var index = Bytes.lineEnd(bytes, from: start)
    while index < bytes.count {
      let line = Bytes.afterBreak(bytes, at: index)
      let end = line + 3
      if end <= bytes.count, bytes[line..<end].allSatisfy({ $0 == UInt8(ascii: "-") }),
        end == bytes.count || Bytes.isSpace(bytes[end])
      {
        return line
      }
      index = Bytes.lineEnd(bytes, from: line)
    }
    return nil
  }

  /// The bytes for the parser: a masked value is one word of the same length.
  private func masked(from base: Int) -> ArraySlice<UInt8> {
    guard !masks.isEmpty else { return source.bytes[base...] }
    var bytes = source.bytes
    for mask in masks {
      for index in mask.start..<mask.end where bytes[index] < 0x80 { bytes[index] = UInt8(ascii: "x") }
    }
    return bytes[base...]
  }
}
