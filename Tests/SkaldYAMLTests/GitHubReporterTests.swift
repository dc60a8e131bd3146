import SkaldDiagnostics
import Testing

@Suite("Findings as commands of a GitHub workflow") struct GitHubReporterTests {
  static func text(_ finding: Diagnostic, source: String, rule: RuleDescription? = nil) -> String {
    let report = Report(
      sources: [finding.file: SourceText(path: finding.file, text: source)], diagnostics: [finding],
      summary: Summary(files: 1), tool: ReportingTool(version: nil) { _ in rule })
    return GitHubReporter().text(of: report)
  }

  @Test(
    "a finding is one command with its place",
    arguments: [(Severity.error, "error"), (.warning, "warning"), (.note, "notice")])
  func command(severity: Severity, word: String) {
    let finding = Diagnostic(
      code: "SK502", severity: severity, message: "m", file: "a.yaml", range: SourceRange(start: 3, end: 5))
    #expect(
      Self.text(finding, source: "a: bc\n", rule: SARIFTests.rule)
        == "::\(word) file=a.yaml,line=1,col=4,endLine=1,endColumn=6,title=SK502 undo-reads-own-result::m\n")
  }

  @Test("signs that would end the command are escaped")
  func escapes() {
    let finding = Diagnostic(
      code: "SK502", message: "100% of a: b, c", file: "a,b:c%.yaml", range: SourceRange(start: 0, end: 1),
      help: "do\r\nthat", path: ["one", "two"])
    #expect(
      Self.text(finding, source: "a")
        == "::error file=a%2Cb%3Ac%25.yaml,line=1,col=1,endLine=1,endColumn=2,title=SK502"
        + "::100%25 of a: b, c%0Ahelp: do%0D%0Athat%0Apath: one; two\n")
  }

  @Test("a range over several lines has no columns")
  func lines() {
    let finding = Diagnostic(code: "SK100", message: "m", file: "a.yaml", range: SourceRange(start: 0, end: 4))
    #expect(Self.text(finding, source: "a:\n b\n") == "::error file=a.yaml,line=1,endLine=2,title=SK100::m\n")
  }
}
