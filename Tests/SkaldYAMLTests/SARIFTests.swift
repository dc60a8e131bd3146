import SkaldDiagnostics
import SkaldValue
import Testing

@Suite("Findings as SARIF") struct SARIFTests {
  static let rule = RuleDescription(
    code: "SK502", name: "undo-reads-own-result", severity: .error, summary: "an undo reads its own result",
    finds: "An undo that reads it.", page: "page", markdown: "# page")

  static func log(
    _ findings: [Diagnostic] = [ReporterTests.finding], sources: [SourceText] = [ReporterTests.source]
  ) throws -> JSON {
    let list = DiagnosticList(findings)
    let report = Report(
      sources: Dictionary(sources.map { ($0.path, $0) }) { first, _ in first }, diagnostics: list.shown,
      hidden: list.hidden, summary: Summary(files: sources.count),
      tool: ReportingTool(version: "1.2.3") { $0 == "SK502" ? rule : nil })
    return try JSON.parse(SARIFReporter().text(of: report))
  }

  /// The members of each kind of object that the schema demands, and those that it knows.
  static let shapes: [(path: String, required: [String], known: Set<String>)] = [
    ("", ["version", "runs"], ["$schema", "version", "runs"]),
    ("runs/0", ["tool"], ["tool", "invocations", "columnKind", "results"]),
    ("runs/0/tool/driver", ["name"], ["name", "semanticVersion", "rules"]),
    (
      "runs/0/tool/driver/rules/0", ["id"],
      ["id", "name", "shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"]
    ),
    ("runs/0/tool/driver/rules/0/help", ["text"], ["text", "markdown"]),
    ("runs/0/invocations/0", ["executionSuccessful"], ["executionSuccessful", "toolExecutionNotifications"]),
    (
      "runs/0/results/0", ["message"],
      [
        "ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "relatedLocations", "fixes",
      ]
    ),
    ("runs/0/results/0/locations/0/physicalLocation", ["artifactLocation"], ["artifactLocation", "region"]),
    (
      "runs/0/results/0/locations/0/physicalLocation/region", ["startLine"],
      ["startLine", "startColumn", "endLine", "endColumn"]
    ),
    ("runs/0/results/0/relatedLocations/0", ["id"], ["id", "physicalLocation", "message"]),
    ("runs/0/results/0/fixes/0", ["artifactChanges"], ["description", "artifactChanges"]),
    (
      "runs/0/results/0/fixes/0/artifactChanges/0", ["artifactLocation", "replacements"],
      ["artifactLocation", "replacements"]
    ),
    (
      "runs/0/results/0/fixes/0/artifactChanges/0/replacements/0", ["deletedRegion"],
      ["deletedRegion", "insertedContent"]
    ),
  ]

  static func member(_ path: String, of json: JSON) -> JSON? {
    path.split(separator: "/").reduce(json as JSON?) { value, part in
      Int(part).map { value?.array?[$0] } ?? value?[String(part)]
    }
  }

  @Test("every object has the members that the schema demands, and no other", arguments: shapes.indices)
  func shape(index: Int) throws {
    let shape = Self.shapes[index]
    guard case .object(let object)? = Self.member(shape.path, of: try Self.log()) else {
      Issue.record("\(shape.path) is no object")
      return
    }
    for name in shape.required { #expect(object[name] != nil, "\(shape.path) lacks \(name)") }
    #expect(Set(object.names).isSubset(of: shape.known), "\(object.names)")
  }

  @Test("a finding has its level, its place in characters, and the rule that found it")
  func finding() throws {
    let log = try Self.log()
    let result = Self.member("runs/0/results/0", of: log)
    #expect(log["version"] == "2.1.0")
    #expect(Self.member("runs/0/columnKind", of: log) == "unicodeCodePoints")
    #expect(Self.member("runs/0/tool/driver/semanticVersion", of: log) == "1.2.3")
    #expect(result?["ruleId"] == "SK502")
    #expect(result?["ruleIndex"] == 0)
    #expect(result?["level"] == "error")
    #expect(
      Self.member("locations/0/physicalLocation", of: result ?? .null) == [
        "artifactLocation": ["uri": "sagas/s.yaml"],
        "region": ["startLine": 6, "startColumn": 15, "endLine": 6, "endColumn": 34],
      ])
    #expect(
      Self.member("fixes/0/artifactChanges/0/replacements/0/insertedContent", of: result ?? .null)
        == ["text": "${saga.failure.code}"])
  }

  @Test("warnings and notes keep their levels", arguments: [Severity.error, .warning, .note])
  func levels(severity: Severity) throws {
    var finding = ReporterTests.finding
    finding.severity = severity
    #expect(Self.member("runs/0/results/0/level", of: try Self.log([finding])) == .string(severity.rawValue))
  }

  @Test("the help and the story of a path stand in the message, which is all that viewers show")
  func message() throws {
    let finding = Diagnostic(
      code: "SK701", message: "m", file: "sagas/s.yaml", range: SourceRange(start: 0, end: 1), help: "do that",
      path: ["charge", "ship refused"])
    #expect(
      Self.member("runs/0/results/0/message/text", of: try Self.log([finding]))
        == "m\nhelp: do that\npath: charge; ship refused")
  }

  @Test(
    "a path is a reference of RFC 3986",
    arguments: [
      ("a b/ü.yaml", "a%20b/%C3%BC.yaml"), ("/tmp/a.yaml", "file:///tmp/a.yaml"), ("<stdin>", "%3Cstdin%3E"),
      ("c:d.yaml", "c%3Ad.yaml"),
    ])
  func references(path: String, uri: String) throws {
    let finding = Diagnostic(code: "SK101", message: "m", file: path, range: SourceRange(start: 0, end: 1))
    let log = try Self.log([finding], sources: [SourceText(path: path, text: "a")])
    #expect(Self.member("runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri", of: log) == .string(uri))
  }

  @Test("what is past the limit of a file is said in the invocation")
  func hidden() throws {
    let source = SourceText(path: "a.yaml", text: String(repeating: "a: 1\n", count: 120))
    let findings = (0..<120).map {
      Diagnostic(code: "SK101", message: "m", file: "a.yaml", range: SourceRange(start: $0 * 5, end: $0 * 5 + 1))
    }
    let log = try Self.log(findings, sources: [source])
    #expect(Self.member("runs/0/results", of: log)?.array?.count == 100)
    #expect(
      Self.member("runs/0/invocations/0/toolExecutionNotifications/0/message/text", of: log)
        == "20 more in a.yaml not shown")
  }
}
