import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("Allowing a finding in one place")
struct RulesAllowTests {
  static func findings(_ step: String, isWhole: Bool = true) -> [String] {
    let text = """
      skald: 1
      saga: order
      steps:
      \(step)
        - { step: ship, call: delivery.request, pivot: true }
      """
    let source = SourceText(path: "a.saga.yaml", text: text)
    return Compiler.compile([source], isWholeProject: isWhole).diagnostics.filter { $0.severity != .note }
      .map { "\($0.severity.rawValue) \($0.code) at line \(source.position(at: $0.range.start).line)" }
  }

  @Test(
    "a comment at its line, or alone above it, silences a finding",
    arguments: [
      "  - { step: charge, call: payment.charge } # skald:allow SK501 -- the bank undoes it",
      "  - { step: charge, call: payment.charge } # skald:allow effect-without-undo -- the bank undoes it",
      "  # skald:allow SK501 -- the bank undoes it\n  - { step: charge, call: payment.charge }",
      "  # skald:allow SK501 -- the bank undoes it\n  # and soon\n  - { step: charge, call: payment.charge }",
      "  # skald:allow sk501, SK403 -- both at once\n  - { step: charge, call: payment.charge, if: 1 < 2 }",
    ])
  func silenced(step: String) {
    #expect(Self.findings(step) == [])
  }

  @Test("a comment behind one line says nothing of the next")
  func nextLine() {
    let step = "  - step: look # skald:allow SK501 -- not here\n    call: a.b\n  - { step: charge, call: a.b }"
    #expect(Self.findings(step) == ["error SK501 at line 6"])
  }

  @Test("another rule is not silenced, and the comment that allows nothing is reported")
  func other() {
    let step = "  - { step: charge, call: payment.charge } # skald:allow SK502 -- by mistake"
    #expect(Self.findings(step) == ["error SK501 at line 4", "warning SK203 at line 4"])
  }

  @Test(
    "an allowance without a reason or a rule is a fault, and allows nothing",
    arguments: ["# skald:allow SK501", "# skald:allow SK501 --", "# skald:allow SK501 -- ", "# skald:allow -- why"])
  func malformed(comment: String) {
    let step = "  - { step: charge, call: payment.charge } \(comment)"
    #expect(Self.findings(step) == ["error SK501 at line 4", "error SK103 at line 4"])
  }

  @Test("a rule that does not exist is reported, with the one that is near")
  func unknown() throws {
    let text = """
      skald: 1
      saga: order
      steps:
        - { step: charge, call: a.b, pivot: true } # skald:allow effect-without-und -- x
      """
    let found = Compiler.compile([SourceText(path: "a.saga.yaml", text: text)]).diagnostics
    let finding = try #require(found.first { $0.severity == .warning })
    #expect(finding.code == "SK103")
    #expect(finding.help == "did you mean `effect-without-undo`?")
  }

  @Test("what a file needs to be a program cannot be allowed")
  func needed() {
    let step = "  - { step: charge, call: a.b, compensat: a.c } # skald:allow SK101 -- I like it so"
    #expect(Self.findings(step).filter { $0.hasPrefix("error SK10") }.count == 2)
  }

  @Test("an allowance that finds nothing is no finding where the file could not be read as a whole")
  func unread() {
    let step = "  - { step: charge, call: a.b, compensat: a.c, with: 5 } # skald:allow SK502 -- for later"
    #expect(Self.findings(step).contains { $0.contains("SK203") } == false)
  }

  @Test("a rule that speaks of whole projects alone may be allowed where it does not speak")
  func partOfProject() {
    let step = "  - { step: charge, call: a.b, compensate: a.c } # skald:allow SK203 -- used elsewhere"
    #expect(Self.findings(step, isWhole: false) == [])
    #expect(Self.findings(step, isWhole: true) == ["warning SK203 at line 4"])
  }
}
