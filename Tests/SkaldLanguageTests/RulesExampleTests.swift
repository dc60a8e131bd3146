import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("The examples of the rules")
struct RulesExampleTests {
  struct Example: CustomTestStringConvertible {
    let code: String
    let number: Int
    let text: String
    var testDescription: String { "\(code) \(number)" }
  }

  static let accepting = RuleCatalog.all.flatMap { rule in
    rule.accepts.enumerated().map { Example(code: rule.code, number: $0.offset + 1, text: $0.element) }
  }
  static let rejecting = RuleCatalog.all.flatMap { rule in
    rule.rejects.enumerated().map { Example(code: rule.code, number: $0.offset + 1, text: $0.element) }
  }

  /// Everything but notes, apart from those of rules that find nothing else. A document of an example that is not one of the language is the configuration of its
  /// deployment, or the list of its handlers.
  static func findings(in text: String, of code: String) -> [Diagnostic] {
    let source = SourceText(path: "a.saga.yaml", text: text)
    let handlers = text.contains("\n---\n- ") ? try? HandlerList(reading: source) : nil
    let isDeployed = text.split(separator: "\n---\n").contains { !$0.hasPrefix("skald:") }
    let deployment = isDeployed ? Deployment(configuration: source, handlers: handlers) : nil
    let compilation = Compiler.compile([source], isWholeProject: true, deployment: deployment)
    return (compilation.diagnostics + (code == "SK901" ? changes(of: compilation) : []))
      .filter { $0.severity != .note || $0.code == code && RuleCatalog.rule(code)?.severity == .note }
  }

  /// What the second of two versions changes.
  private static func changes(of compilation: Compilation) -> [Diagnostic] {
    let versions = compilation.sagas.compactMap { saga in
      saga.program.flatMap { program in saga.debug.map { (program: program, debug: $0) } }
    }
    guard versions.count == 2 else { return [] }
    return DefinitionDiff.compare(versions[0], versions[1]).findings
  }

  @Test("an accepted text has no finding", arguments: accepting)
  func accepts(_ example: Example) {
    let found = Self.findings(in: MarkedExample(example.text).text, of: example.code)
    #expect(found.map { "\($0.code) \($0.message)" } == [])
  }

  @Test("a rejected text has the rule's finding at the marked place, and no error besides", arguments: rejecting)
  func rejects(_ example: Example) throws {
    let marked = MarkedExample(example.text)
    let source = SourceText(path: "a.saga.yaml", text: marked.text)
    let range = try #require(marked.range)

    let found = Self.findings(in: marked.text, of: example.code)

    #expect(found.count { $0.code == example.code } == 1)
    #expect(found.filter { $0.code != example.code && $0.severity == .error }.map { "\($0.code) \($0.message)" } == [])
    let finding = try #require(found.first { $0.code == example.code })
    #expect(source.text(in: finding.range) == source.text(in: range))
    #expect(finding.range == range)
  }

  @Test("every rule has a text that it accepts and one that it rejects")
  func all() {
    for rule in RuleCatalog.all {
      #expect(!rule.accepts.isEmpty, "\(rule.code)")
      #expect(!rule.rejects.isEmpty, "\(rule.code)")
    }
  }

  @Test("messages are clauses: they begin small and have no full stop", arguments: rejecting)
  func messages(_ example: Example) throws {
    let found = Self.findings(in: MarkedExample(example.text).text, of: example.code)
    for finding in found {
      #expect(!finding.message.hasSuffix("."))
      let first = try #require(finding.message.first)
      #expect(!first.isUppercase, "\(finding.message)")
    }
  }
}
