import Foundation
import SkaldValue
import Testing

@Suite("How a project lints")
struct LintSettingsTests {
  /// One error that may be lowered, and a note.
  static let saga = """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge }
      - { step: ship, call: delivery.request, pivot: true }

    """

  private func project(_ lint: String = "") throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(Self.saga, to: "sagas/a.saga.yaml")
    if !lint.isEmpty { try scratch.write("lint:\n\(lint)", to: "skald.yaml") }
    return scratch
  }

  private func severities(_ run: CommandRun) throws -> [String] {
    try run.json["findings"]?.array?.compactMap { finding in
      guard let code = finding["code"]?.string, let severity = finding["severity"]?.string else { return nil }
      return "\(code) \(severity)"
    } ?? []
  }

  @Test(
    "a flag says how much a rule weighs, by code or by name",
    arguments: [
      ("SK501=error", ["SK501 error"], 1), ("SK501=warning", ["SK501 warning"], 0), ("SK501=note", [], 0),
      ("sk501=off", [], 0), ("effect-without-undo=warning", ["SK501 warning"], 0), ("SK203=error", ["SK501 error"], 1),
    ] as [(String, [String], Int32)])
  func flags(pair: String, expected: [String], code: Int32) throws {
    let scratch = try project()
    let run = try CommandRun(["lint", "--severity", pair, "--format", "json"], in: scratch.folder)
    #expect(run.code == code)
    #expect(try severities(run) == expected)
  }

  @Test(
    "what cannot be set is a misuse that says what can",
    arguments: [
      ("SK999=error", "there is no rule `SK999`"), ("SK501", "expected CODE=LEVEL"),
      ("SK501=fatal", "expected one of error, warning, note, off"), ("SK101=off", "SK101 stays an error"),
      ("effect-without-und=off", "did you mean `effect-without-undo`?"),
    ])
  func misuse(pair: String, words: String) throws {
    let scratch = try project()
    let run = try CommandRun(["lint", "--severity", pair], in: scratch.folder)
    #expect(run.code == 2)
    #expect(run.err.contains(words))
  }

  @Test("the configuration says it, and a flag wins")
  func configuration() throws {
    let scratch = try project("  severity: { SK501: warning }\n  notes: true\n  strict: true\n")
    let run = try CommandRun(["lint", "--format", "json"], in: scratch.folder)
    #expect(run.code == 1)
    #expect(try severities(run).contains("SK501 warning"))
    #expect(try severities(run).contains("SK201 note"))
    let flags = ["--no-notes", "--no-strict", "--severity", "SK501=off"]
    let other = try CommandRun(["lint", "--format", "json"] + flags, in: scratch.folder)
    #expect(other.code == 0)
    #expect(try severities(other) == [])
  }

  @Test("a rule is switched off without quotes")
  func off() throws {
    let scratch = try project("  severity: { effect-without-undo: off }\n")
    #expect(try CommandRun(["lint"], in: scratch.folder).code == 0)
  }

  @Test("a saga whose error the project lowers can be run")
  func runs() throws {
    let scratch = try project("  severity: { SK501: warning }\n")
    let run = try CommandRun(["run", "sagas/a.saga.yaml", "--mock", "--input", "{}"], in: scratch.folder)
    #expect(run.code == 0)
  }

  @Test("findings of files that are excluded are not shown")
  func excludes() throws {
    let scratch = try project("  exclude: [sagas/drafts, ./sagas/a.saga.yaml]\n")
    try scratch.write(Self.saga.replacing("order", with: "draft"), to: "sagas/drafts/b.saga.yaml")
    #expect(try CommandRun(["lint"], in: scratch.folder).code == 0)
    try scratch.write(Self.saga.replacing("order", with: "other"), to: "sagas/drafts-of-mine/c.saga.yaml")
    #expect(try CommandRun(["lint"], in: scratch.folder).code == 1)
  }

  @Test(
    "what is wrong in the configuration is shown with its place",
    arguments: [
      ("  severty: {}\n", "skald.yaml:2:3: unknown key `severty`", "did you mean `severity`?"),
      ("  severity: { SK501: fatal }\n", "skald.yaml:2:15: expected one of error, warning, note, off", ""),
      ("  severity:\n    SK999: off\n", "skald.yaml:3:5: there is no rule `SK999`", ""),
      ("  strict: perhaps\n", "skald.yaml:2:11: expected true or false", ""),
      ("  exclude: drafts\n", "skald.yaml:2:12: expected a list", ""),
    ])
  func faults(lint: String, place: String, help: String) throws {
    let scratch = try project(lint)
    let run = try CommandRun(["lint"], in: scratch.folder)
    #expect(run.code == 2)
    #expect(run.err.contains(place), "\(run.err)")
    #expect(help.isEmpty || run.err.contains(help), "\(run.err)")
  }

  @Test("a hundred findings of a file are shown, the rest is counted")
  func limit() throws {
    let scratch = try Scratch()
    let keys = (0..<130).map { "x\($0)y: 1\n" }.joined()
    try scratch.write("skald: 1\nsaga: a\nsteps: []\n" + keys, to: "a.saga.yaml")
    let text = try CommandRun(["lint", "a.saga.yaml"], in: scratch.folder)
    #expect(text.out.split(separator: "\n").count { $0.hasPrefix("error[") } == 100)
    #expect(text.out.contains("more in a.saga.yaml not shown"))
    let json = try CommandRun(["lint", "a.saga.yaml", "--format", "json"], in: scratch.folder).json
    let shown = json["findings"]?.array?.count ?? 0
    let summary = json["summary"]
    #expect(shown == 100)
    #expect(summary?["errors"]?.int == 100 + (summary?["hidden"]?.int ?? 0))
  }
}
