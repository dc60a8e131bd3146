import SkaldDiagnostics

/// libyaml's messages, made readable.
struct FaultMessages {
  let source: SourceText

  /// The finding for a fault of the parser; offsets are those of the file.
  func diagnostic(for fault: YAMLFault, problem: Int, context: Int?, openBracket: Int?) -> Diagnostic {
    let bytes = source.bytes
    if let openBracket, isDocumentEnd(problem) {
      let sign = source.text(in: mark(openBracket))
      let close = sign == "[" ? "]" : "}"
      return make(mark(openBracket), "the `\(sign)` is never closed", label: "opened here", help: "add `\(close)`")
    }
    if fault.problem.contains("unexpected end of stream"), let context, fault.context?.contains("quoted") == true {
      return make(mark(context), "the quoted text is never closed", label: "opened here", help: "close the quote")
    }
    if fault.problem.contains("cannot start any token"), problem < bytes.count {
      return badStart(at: problem)
    }
    if fault.problem.contains("mapping values are not allowed") { return secondColon(at: problem) }
    let known = Self.known.first { fault.problem.contains($0.problem) }
    var diagnostic = make(mark(problem), known?.message ?? fault.problem, help: known?.help)
    if fault.problem.contains("unknown escape") {
      diagnostic.fix = [.init(range: mark(problem), text: "\\\\")]
    }
    if let context, context < problem, let words = fault.context, known?.showsContext ?? true {
      diagnostic.related = [.init(message: Self.readable(words), file: source.path, range: mark(context))]
    }
    return diagnostic
  }

  private func badStart(at problem: Int) -> Diagnostic {
    let byte = source.bytes[problem]
    if byte == UInt8(ascii: "\t") {
      return make(mark(problem), "a tab cannot indent", label: "a tab", help: "indent with spaces")
    }
    let character = String(decoding: [byte], as: UTF8.self)
    let value = SourceRange(start: problem, end: ValueSpan.template(source.bytes, around: problem, isFlow: false).end)
    var diagnostic = make(
      mark(problem), "a value cannot begin with `\(character)` unless it is quoted", help: "quote the value")
    diagnostic.fix = [.init(range: value, text: Quoting.quoted(source.text(in: value)))]
    return diagnostic
  }

  private func isDocumentEnd(_ offset: Int) -> Bool {
    let rest = source.bytes.dropFirst(offset)
    let isLineStart = Bytes.lineStart(source.bytes, of: offset) == offset
    return rest.isEmpty || (isLineStart && (rest.starts(with: "---".utf8) || rest.starts(with: "...".utf8)))
  }

  private func secondColon(at problem: Int) -> Diagnostic {
    let start = ValueSpan.blockStart(source.bytes, of: problem)
    let before = source.bytes[Bytes.lineStart(source.bytes, of: problem)..<start]
    guard before.contains(UInt8(ascii: ":")) else {
      return make(
        mark(problem), "a mapping cannot begin here: the line before has a value already",
        help: "keys of one mapping begin in one column; a key with a mapping below has no value of its own")
    }
    var diagnostic = make(
      mark(problem), "a second `: ` on one line: a value cannot begin a mapping here",
      help: "quote the value if it is one text, or put the key on its own line")
    let value = SourceRange(
      start: start, end: ValueSpan.template(source.bytes, around: problem, isFlow: false).end)
    let text = source.text(in: value)
    if value.contains(problem), !text.contains("\"") && !text.contains("'") {
      diagnostic.fix = [.init(range: value, text: Quoting.quoted(text))]
    }
    return diagnostic
  }

  /// One character, or nothing at the end of a line.
  private func mark(_ offset: Int) -> SourceRange {
    let bytes = source.bytes
    guard offset < bytes.count, !Bytes.isBreak(bytes[offset]) else { return SourceRange(start: offset, end: offset) }
    var end = offset + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return SourceRange(start: offset, end: end)
  }

  private func make(_ range: SourceRange, _ message: String, label: String = "", help: String? = nil) -> Diagnostic {
    Diagnostic(code: "SK100", message: message, label: label, file: source.path, range: range, help: help)
  }

  private static func readable(_ context: String) -> String {
    let what =
      switch true {
      case context.hasSuffix("mapping"): "the mapping"
      case context.hasSuffix("sequence"), context.hasSuffix("collection"): "the list"
      case context.hasSuffix("key"): "the key"
      case context.hasSuffix("scalar"): "the text"
      default: "what is read"
      }
    return what + " begins here"
  }

  private struct Known {
    let problem: String
    let message: String
    var help: String?
    var showsContext = true
  }

  private static let known: [Known] = [
    Known(
      problem: "did not find expected key", message: "expected a key of the mapping, or the end of it",
      help: "keys of one mapping begin in one column; a quoted value ends at its quote"),
    Known(
      problem: "did not find expected '-' indicator", message: "expected `- ` and the next item of the list",
      help: "items of one list begin in one column"),
    Known(problem: "did not find expected ',' or '}'", message: "expected `,` or `}` of the mapping"),
    Known(problem: "did not find expected ',' or ']'", message: "expected `,` or `]` of the list"),
    Known(
      problem: "could not find expected ':'", message: "expected `:` after the key before",
      help: "a key is followed by `: `; a long text goes below `|` or `>`"),
    Known(
      problem: "block sequence entries are not allowed", message: "a list item cannot stand here",
      help: "begin the list on its own line below its key"),
    Known(
      problem: "mapping keys are not allowed", message: "a key cannot stand here",
      help: "begin the mapping on its own line below its key"),
    Known(
      problem: "found unknown escape character", message: "an unknown escape between double quotes",
      help: "double the backslash, or use single quotes", showsContext: false),
    Known(
      problem: "did not find expected hexdecimal number", message: "expected a hexadecimal digit of the escape",
      showsContext: false),
    Known(
      problem: "found a tab character", message: "a tab cannot indent", help: "indent with spaces",
      showsContext: false),
    Known(problem: "found unexpected document indicator", message: "a quoted text is not closed before `---` or `...`"),
    Known(problem: "did not find expected <document start>", message: "expected `---` before another document"),
    Known(problem: "found undefined tag handle", message: "the tag's handle is not defined"),
    Known(
      problem: "did not find expected alphabetic or numeric character",
      message: "expected the name of an anchor or alias", help: "quote the value if it begins with `&` or `*`",
      showsContext: false),
    Known(problem: "did not find expected node content", message: "expected a value"),
    Known(
      problem: "did not find expected comment or line break",
      message: "after `|` or `>` only a comment may stand on the line"),
    Known(problem: "found incompatible YAML document", message: "the file asks for a version of YAML other than 1.2"),
  ]
}
