import SkaldDiagnostics

/// A value that YAML misreads, with the finding; once it is masked the document is read again.
struct YAMLTrap {
  /// The whole value as the author meant it.
  let value: SourceRange
  let diagnostic: Diagnostic
}

/// Explains a fault of the parser by an expression that should have been quoted.
struct TrapFinder {
  let source: SourceText
  private var bytes: [UInt8] { source.bytes }

  init(_ source: SourceText) { self.source = source }

  /// The trap behind a fault; offsets are those of the file.
  func trap(problem: Int, context: Int?, isQuoted: Bool, isFlow: Bool) -> YAMLTrap? {
    if let trap = condition(near: problem, fault: problem) { return trap }
    if let context, let trap = condition(near: context, fault: problem) { return trap }
    // A fault inside quotes is about the quotes; an expression that is quoted is no trap.
    if isQuoted, let context, context < problem { return nil }
    return template(at: problem, isFlow: isFlow)
  }

  // MARK: `if:`, `until:`, `in:` with a bare expression

  private func condition(near offset: Int, fault: Int) -> YAMLTrap? {
    let line = SourceRange(
      start: Bytes.lineStart(bytes, of: offset), end: Bytes.lineEnd(bytes, from: min(offset, bytes.count)))
    for start in conditionStarts(in: line) {
      let value = SourceRange(start: start, end: ValueSpan.expressionEnd(bytes, from: start))
      guard let kind = misreading(of: value, fault: fault) else { continue }
      return YAMLTrap(
        value: value,
        diagnostic: YAMLTraps.quoting(
          value, at: value, message: "the expression must be quoted: YAML reads \(kind)", label: "", in: source))
    }
    return nil
  }

  /// The offsets of the values of such keys on a line.
  private func conditionStarts(in line: SourceRange) -> [Int] {
    var starts: [Int] = []
    var index = line.start
    while index < line.end {
      let before = index == line.start ? UInt8(ascii: " ") : bytes[index - 1]
      if before == UInt8(ascii: " ") || before == UInt8(ascii: "{") || before == UInt8(ascii: ","),
        let end = keyEnd(at: index, limit: line.end)
      {
        let start = Bytes.skipBlanks(bytes, from: end, to: line.end)
        if start > end, start < line.end { starts.append(start) }
      }
      index += 1
    }
    return starts
  }

  private func keyEnd(at index: Int, limit: Int) -> Int? {
    for key in YAMLTraps.expressionKeys {
      let end = index + key.utf8.count
      if end < limit, bytes[index..<end].elementsEqual(key.utf8), bytes[end] == UInt8(ascii: ":") { return end + 1 }
    }
    return nil
  }

  private func misreading(of value: SourceRange, fault: Int) -> String? {
    guard !value.isEmpty else { return nil }
    switch bytes[value.start] {
    case UInt8(ascii: "!"): return "`!` as a tag"
    case UInt8(ascii: "*"): return "`*` as an alias"
    case UInt8(ascii: "&"): return "`&` as an anchor"
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      let end = ExpressionScan.afterQuoted(bytes, from: value.start, to: value.end) ?? value.end
      return end < value.end ? "its first text as the whole value" : nil
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      return ExpressionScan.bracketEnd(bytes, in: value) < value.end ? "its brackets as a collection" : nil
    default:
      let isColon = fault < bytes.count && value.contains(fault) && bytes[fault] == UInt8(ascii: ":")
      return isColon ? "`: ` as a key's end" : nil
    }
  }

  /// A bare expression whose quotes or brackets are open where a ` #` cuts it off.
  func cutCondition(_ scalar: YAMLScalar) -> YAMLTrap? {
    guard ExpressionScan.isOpen(bytes, in: scalar.range) else { return nil }
    let start = scalar.range.start
    let value = SourceRange(start: start, end: ValueSpan.expressionEnd(bytes, from: start))
    guard value.end > scalar.range.end else { return nil }
    return YAMLTrap(value: value, diagnostic: YAMLTraps.cut(value, after: scalar.range.end, in: source))
  }

  // MARK: `${…}`

  /// The `${…}` in which a fault lies, or which a fault follows at once.
  func template(at offset: Int, isFlow: Bool) -> YAMLTrap? {
    let limit = Bytes.lineEnd(bytes, from: min(offset, bytes.count))
    var index = Bytes.lineStart(bytes, of: offset)
    while let open = ExpressionScan.nextOpen(bytes, from: index, to: limit), open < offset {
      guard let end = ExpressionScan.end(bytes, from: open + 2, to: limit) else { return nil }
      if offset < end { return template(open: open, end: end, fault: offset, isFlow: isFlow) }
      index = end
    }
    return nil
  }

  private func template(open: Int, end: Int, fault: Int, isFlow: Bool) -> YAMLTrap? {
    let isBracketed = fault == open + 1 || isFlow || ValueSpan.isInBrackets(bytes, at: open)
    let value = ValueSpan.template(bytes, around: open, isFlow: isBracketed)
    let first = bytes[value.start]
    guard value.end >= end, first != UInt8(ascii: "\""), first != UInt8(ascii: "'") else { return nil }
    let expression = SourceRange(start: open, end: end)
    let diagnostic =
      isBracketed
      ? YAMLTraps.quoting(
        value, at: expression, message: "`${…}` inside `{ }` or `[ ]` must be quoted",
        label: "YAML reads its braces as a mapping", in: source)
      : YAMLTraps.quoting(
        value, at: SourceRange(start: fault, end: end), message: "the expression must be quoted: `: ` ends a key",
        label: "YAML reads a mapping here", in: source)
    return YAMLTrap(value: value, diagnostic: diagnostic)
  }
}
