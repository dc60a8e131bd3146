import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("The bounds of a project")
struct ProjectLimitTests {
  /// Sagas of which each runs the next as parts of it.
  static func chain(_ count: Int, times: Int) -> Files {
    var documents = (0..<count).map { number in
      let parts = (0..<times).map { "  - { step: part\($0), saga: s\(number + 1) }" }
      return "skald: 1\nsaga: s\(number)\nsteps:\n" + parts.joined(separator: "\n")
    }
    documents.append("skald: 1\nsaga: s\(count)\nsteps:\n  - { step: a, call: p.c, compensate: p.d }")
    return saga(documents.joined(separator: "\n---\n"))
  }

  static func errors(_ files: Files) -> [String] {
    files.compilation.diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" }
  }

  @Test("sub-sagas that double at each level are told once, where they become too many", .timeLimit(.minutes(1)))
  func doubling() {
    let files = Self.chain(40, times: 2)
    #expect(
      Self.errors(files) == ["SK100 a saga has at most 1000 steps, those of its sub-sagas included"])
    // Of 2, 6, … 1022 steps below it the first saga that has more than 1000 is the ninth from the end.
    #expect(files.findings.first?.place == "\(31 * 6 + 4):26")
  }

  @Test("sub-sagas that nest without end in sight are told once", .timeLimit(.minutes(1)), arguments: [64, 1000])
  func nesting(depth: Int) {
    #expect(Self.errors(Self.chain(depth, times: 1)) == ["SK100 sub-sagas nest deeper than 64"])
  }

  @Test("sub-sagas within the limits compile")
  func fitting() {
    let files = Self.chain(63, times: 1)
    let compilation = files.compilation
    #expect(Self.errors(files) == [])
    #expect(compilation.sagas.allSatisfy { $0.program != nil })
  }

  @Test("sagas that all run each other are told, however many ways there are", .timeLimit(.minutes(1)))
  func tangle() {
    let documents = (0..<20).map { number in
      "skald: 1\nsaga: s\(number)\nsteps:\n"
        + (0..<20).map { "  - { step: part\($0), saga: s\($0) }" }.joined(separator: "\n")
    }
    let errors = Self.errors(saga(documents.joined(separator: "\n---\n")))
    #expect(!errors.isEmpty)
    #expect(errors.allSatisfy { $0.hasPrefix("SK202") })
  }

  @Test("the steps past the limit of a saga are told once and left unread", .timeLimit(.minutes(1)))
  func steps() {
    let steps = (0..<3000).map {
      "  - { step: s\($0), call: p.c, with: { x: \"${\($0 == 0 ? "1" : "s\($0 - 1).x")}\" } }\n"
    }
    let files = saga("skald: 1\nsaga: a\nsteps:\n" + steps.joined())
    #expect(Self.errors(files).map { $0.prefix(34) } == ["SK100 a saga has at most 1000 step"])
    #expect(files.compilation.sagas.first?.program == nil)
  }

  @Test("a long row of allowances takes no longer than its lines", .timeLimit(.minutes(1)))
  func allowances() {
    let row = String(repeating: "# skald:allow SK502 -- because\n", count: 5_000)
    let compilation = Files(["a.saga.yaml": "skald: 1\nsaga: a\n\(row)steps:\n  - { step: b, call: p.c }\n"])
      .compilation
    #expect(compilation.diagnostics.count { $0.code == "SK203" } == 5_000)
  }
}
