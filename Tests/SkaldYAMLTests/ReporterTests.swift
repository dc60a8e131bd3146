import SkaldDiagnostics
import SkaldValue
import Testing

@Suite("Findings are shown") struct ReporterTests {
  static let text = """
    steps:
      - step: charge
        call: payment.charge
        with: x
        compensate:
          reason: ${charge.paymentId}

    """
  static let source = SourceText(path: "sagas/s.yaml", text: text)

  static let finding = Diagnostic(
    code: "SK502", message: "the undo of `charge` reads its own result", label: "missing after a timeout",
    file: "sagas/s.yaml", range: range(of: "${charge.paymentId}"),
    related: [
      .init(
        message: "when its answer is lost there is no result", file: "sagas/s.yaml", range: range(of: "charge"))
    ],
    help: "undo by something known before the call, or say why it is undone",
    fix: [.init(range: range(of: "${charge.paymentId}"), text: "${saga.failure.code}")])

  /// The place of the first occurrence of a word.
  private static func range(of word: String) -> SourceRange {
    let bytes = source.bytes
    let start = bytes.indices.first { bytes[$0...].starts(with: word.utf8) } ?? 0
    return SourceRange(start: start, end: start + word.utf8.count)
  }

  private func report(_ findings: [Diagnostic], _ sources: [SourceText] = [source]) -> Report {
    Report(sources: sources, list: DiagnosticList(findings))
  }

  @Test("a long line is cut around what is marked, between characters", arguments: [0, 150, 5000])
  func longLine(before: Int) throws {
    let text = String(repeating: "ä", count: before) + "here" + String(repeating: "ö", count: 500_000)
    let source = SourceText(path: "a.yaml", text: text)
    let range = SourceRange(start: before * 2, end: before * 2 + 4)
    let finding = Diagnostic(
      code: "SK103", message: "wrong", file: "a.yaml", range: range, fix: [.init(range: range, text: "there")])

    let lines = TextReporter().text(of: report([finding], [source])).split(separator: "\n")

    let line = try #require(lines.first { $0.hasPrefix("1 | ") })
    let marks = try #require(lines.first { $0.contains("^") })
    #expect(line.count < 450 && line.contains("here") && line.hasSuffix("ö…"))
    #expect(line.contains("…") && !line.contains("\u{FFFD}"))
    #expect(marks.split(separator: " ").last == "^^^^")
    let column = Array(line).firstIndex(of: "h")
    #expect(Array(marks).firstIndex(of: "^") == column)
  }

  @Test("as text, with the source, the places and the edited line")
  func asText() {
    let expected = """
      error[SK502]: the undo of `charge` reads its own result
       --> sagas/s.yaml:6:15
        |
      2 |   - step: charge
        |           ------ when its answer is lost there is no result
      ...
      6 |       reason: ${charge.paymentId}
        |               ^^^^^^^^^^^^^^^^^^^ missing after a timeout
        |
      help: undo by something known before the call, or say why it is undone
        |
      6 |       reason: ${saga.failure.code}
        |
        = read more: skald explain SK502


      """
    #expect(TextReporter().text(of: report([Self.finding])) == expected)
  }

  @Test("as text, with another file, help without an edit, and the story of a path")
  func asTextFar() {
    let other = SourceText(path: "b.yaml", text: "x: 1\n")
    let finding = Diagnostic(
      code: "SK701", severity: .warning, message: "m", file: "a.yaml", range: SourceRange(start: 0, end: 1),
      related: [.init(message: "declared here", file: "b.yaml", range: SourceRange(start: 0, end: 1))], help: "do that",
      path: ["charge", "ship refused", "end `failed`"])

    let expected = """
      warning[SK701]: m
       --> a.yaml:1:1
        |
      1 | a
        | ^
       ::: b.yaml:1:1
        |
      1 | x: 1
        | - declared here
        |
        = help: do that
        = path: charge
                ship refused
                end `failed`
        = read more: skald explain SK701


      """
    let sources = [SourceText(path: "a.yaml", text: "a"), other]
    #expect(TextReporter().text(of: report([finding], sources)) == expected)
  }

  @Test("marks stand under wide characters and tabs, and nothing moves the cursor")
  func wide() {
    let source = SourceText(path: "a.yaml", text: "\t漢字: é\u{1B}[2J\n")
    let finding = Diagnostic(
      code: "SK101", message: "m", file: "a.yaml", range: SourceRange(start: 1, end: 7))
    let lines = TextReporter().text(of: report([finding], [source])).split(separator: "\n")

    #expect(lines[3] == "1 |     漢字: é\\u{1b}[2J")
    #expect(lines[4] == "  |     ^^^^")
  }

  @Test("colour is used only when asked for")
  func colour() {
    #expect(!TextReporter().text(of: report([Self.finding])).contains("\u{1B}"))
    #expect(TextReporter(colour: true).text(of: report([Self.finding])).contains("\u{1B}[1;31merror[SK502]"))
  }

  @Test("as one line")
  func asLine() {
    #expect(
      ConciseReporter().text(of: report([Self.finding]))
        == "sagas/s.yaml:6:15: error[SK502] the undo of `charge` reads its own result\n")
  }

  @Test("as JSON, with lines, columns and offsets")
  func asJSON() throws {
    let text = JSONReporter().text(of: report([Self.finding]))

    let json = try JSON.parse(text)
    let finding = try #require(json["findings"]?.array?.first)
    #expect(json.object?.names == ["version", "findings", "summary"])
    #expect(
      finding.object?.names == ["code", "severity", "message", "file", "range", "related", "help", "fix", "url"])
    #expect(finding["range"]?["start"] == ["line": 6, "column": 15, "offset": 91])
    #expect(finding["related"]?.array?.first?["range"]?["start"] == ["line": 2, "column": 11, "offset": 17])
    #expect(finding["fix"]?.array?.first?["text"] == "${saga.failure.code}")
    #expect(json["summary"] == ["files": 1, "errors": 1, "warnings": 0])
  }

  @Test("every form is in the catalog")
  func catalog() {
    #expect(ReporterCatalog.names == ["text", "concise", "json", "sarif", "github"])
    #expect(ReporterCatalog.reporter(named: "xml") == nil)
    #expect(ReporterCatalog.names.allSatisfy { ReporterCatalog.reporter(named: $0) != nil })
  }
}

@Suite("Findings are collected") struct DiagnosticListTests {
  private func finding(_ file: String, _ start: Int, _ code: String = "SK101") -> Diagnostic {
    Diagnostic(code: code, message: "m", file: file, range: SourceRange(start: start, end: start))
  }

  @Test("they are sorted by file, place and code, and the same one is kept once")
  func sorted() {
    let list = DiagnosticList([
      finding("b", 0), finding("a", 9), finding("a", 2, "SK300"), finding("a", 2), finding("a", 9),
    ])

    #expect(list.shown.map { "\($0.file)\($0.range.start)\($0.code)" } == ["a2SK101", "a2SK300", "a9SK101", "b0SK101"])
    #expect(list.hidden == [])
  }

  @Test("a file shows a hundred, the rest is counted")
  func limited() {
    var list = DiagnosticList((0..<130).map { finding("a", $0) })
    list.add(finding("b", 0))

    #expect(list.shown.count == 101)
    #expect(list.hidden.map { $0.count } == [30])
    #expect(ConciseReporter().text(of: Report(sources: [], list: list)).hasSuffix("a: 30 more not shown\n"))
    #expect(Report(sources: [], list: list).summary.errors == 131)
  }
}

@Suite("A text knows its lines") struct SourceTextTests {
  @Test(
    "an offset has a line and a column in characters",
    arguments: [(0, 1, 1), (3, 1, 3), (4, 2, 1), (6, 3, 1), (10, 3, 2), (99, 3, 3)])
  func position(offset: Int, line: Int, column: Int) {
    let source = SourceText(path: "f", text: "aé\nb\r😀x")

    let position = source.position(at: offset)

    #expect(position.line == line)
    #expect(position.column == column)
  }

  @Test("lines are given without their break, whichever it is")
  func lines() {
    let source = SourceText(path: "f", text: "a\r\nb\rc\n\nd\n")

    #expect((0...6).map { source.line($0) } == ["", "a", "b", "c", "", "d", ""])
    #expect(source.lineCount == 5)
  }
}
