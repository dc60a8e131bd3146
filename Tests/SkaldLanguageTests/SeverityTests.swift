import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("How much findings weigh in a project")
struct SeverityTests {
  static let text = """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge }
      - { step: ship, call: delivery.request, pivot: true }
    """

  static func compile(_ levels: [String: SeverityOverrides.Level], _ text: String = text) -> Compilation {
    var severities = SeverityOverrides()
    for (code, level) in levels { severities[code] = level }
    return Compiler.compile([SourceText(path: "a.saga.yaml", text: text)], severities: severities)
  }

  @Test("a saga with an error has no program, one with a warning has")
  func programs() {
    #expect(Self.compile([:]).sagas[0].program == nil)
    #expect(Self.compile(["SK501": .warning]).sagas[0].program != nil)
    #expect(Self.compile(["SK501": .off]).sagas[0].program != nil)
  }

  @Test("the numbers of the run are those of the project's severities")
  func numbers() {
    let compilation = Self.compile(["SK501": .warning])
    #expect(compilation.summary.errors == 0)
    #expect(compilation.summary.warnings == 1)
    #expect(!compilation.hasErrors)
  }

  @Test("what is switched off may still be allowed, which is not in vain")
  func allowed() {
    let text = Self.text.replacing("payment.charge }", with: "payment.charge } # skald:allow SK501 -- by hand")
    #expect(!Self.compile(["SK501": .off], text).diagnostics.contains { $0.code == "SK203" })
  }
}

@Suite("An allowance that allows nothing")
struct RemovalTests {
  static let saga = "skald: 1\nsaga: order\nsteps:\n  - { step: ship, call: delivery.request, pivot: true }\n"

  @Test(
    "is taken out by its fix, with all that belongs to it",
    arguments: [
      ("about: a # skald:allow SK502 -- x\nversion: 2", "about: a\nversion: 2"),
      ("# skald:allow SK502 -- x\nabout: a", "about: a"),
      ("about: a\n  # skald:allow SK502 -- x\nversion: 2", "about: a\nversion: 2"),
      ("about: a # skald:allow SK502, SK503 -- x", "about: a"),
      ("about: a\n# skald:allow SK502 -- x", "about: a\n"),
    ])
  func removes(part: String, expected: String) {
    var source = SourceText(path: "a.saga.yaml", text: Self.saga + part)
    for _ in 0..<3 {
      source = FixedText(source, fixing: Compiler.compile([source]).diagnostics).source
    }
    #expect(source.text == Self.saga + expected)
  }

  @Test("loses only the code that is not found where others are")
  func keepsOthers() {
    let text = "skald: 1\nsaga: order\nsteps:\n  - { step: charge, call: payment.charge } # skald:allow CODES -- x\n"
    for codes in ["SK501, SK502", "SK502, SK501", "SK502 SK501"] {
      let source = SourceText(path: "a.saga.yaml", text: text.replacing("CODES", with: codes))
      let fixed = FixedText(source, fixing: Compiler.compile([source]).diagnostics).source
      #expect(fixed.text == text.replacing("CODES", with: "SK501"))
    }
  }
}

@Suite("Linting on all processors")
struct ParallelTests {
  @Test("finds the same in the same order", arguments: [1, 15, 16, 50])
  func same(count: Int) async {
    let texts = RuleCatalog.all.flatMap { $0.rejects + $0.accepts }.map { MarkedExample($0).text }
    let files = (0..<count).map { SourceText(path: "s\($0).saga.yaml", text: texts[$0 * 7 % texts.count]) }
    let one = Compiler.compile(files, isWholeProject: true)
    let many = await Compiler.findInParallel(files, isWholeProject: true)
    #expect(many.diagnostics == one.diagnostics)
    #expect(many.summary == one.summary)
  }
}
