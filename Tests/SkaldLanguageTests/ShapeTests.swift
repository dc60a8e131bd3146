import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("The shape of files")
struct ShapeTests {
  static let step = "steps: [ { step: pay, call: payments.charge, pivot: true } ]"

  @Test(
    "a fault is found at its place",
    arguments: [
      ("an unknown key", "skald: 1\nsaga: a\ncolour: x\n\(step)\n", ["SK101 3:1"]),
      (
        "a mistyped key of a step", "skald: 1\nsaga: a\nsteps:\n  - step: pay\n    call: p.c\n    timeot: 3s\n",
        ["SK101 6:5"]
      ),
      ("a mistyped kind of step", "skald: 1\nsaga: a\nsteps:\n  - step: pay\n    cal: p.c\n", ["SK101 5:5"]),
      ("a kind of a later version", "skald: 1\nsaga: a\nsteps:\n  - transaction: x\n", ["SK101 4:5"]),
      ("a step without a kind", "skald: 1\nsaga: a\nsteps:\n  - step: pay\n", ["SK104 4:5"]),
      ("a call without a name", "skald: 1\nsaga: a\nsteps:\n  - call: p.c\n", ["SK104 4:5"]),
      (
        "two kinds in one step", "skald: 1\nsaga: a\nsteps:\n  - step: pay\n    call: p.c\n    sleep: 1s\n",
        ["SK101 6:5"]
      ),
      ("a missing list of steps", "skald: 1\nsaga: a\n", ["SK104 1:1"]),
      ("an empty list of steps", "skald: 1\nsaga: a\nsteps: []\n", ["SK103 3:8"]),
      ("a key without a value", "skald: 1\nsaga: a\ndeadline:\n\(step)\n", ["SK103 3:1"]),
      ("a duration without a unit", "skald: 1\nsaga: a\ndeadline: 30\n\(step)\n", ["SK103 3:11"]),
      ("a version that is no number", "skald: 1\nsaga: a\nversion: one\n\(step)\n", ["SK103 3:10"]),
      ("a name in capitals", "skald: 1\nsaga: PlaceOrder\n\(step)\n", ["SK105 2:7"]),
      ("a step with a reserved name", "skald: 1\nsaga: a\nsteps:\n  - { step: input, call: p.c }\n", ["SK105 4:13"]),
      (
        "two steps of one name", "skald: 1\nsaga: a\nsteps:\n  - { step: b, call: p.c }\n  - { step: b, call: p.c }\n",
        ["SK105 5:13"]
      ),
      ("a type that does not exist", "skald: 1\nsaga: a\ninput: { id: integer }\n\(step)\n", ["SK103 3:14"]),
      ("another version of the language", "skald: 2\nsaga: a\n\(step)\n", ["SK100 1:8"]),
      ("another kind of document", "skald: 1\nsage: a\n\(step)\n", ["SK100 2:1"]),
      ("an operation without a service", "skald: 1\nsaga: a\nsteps:\n  - { step: b, call: charge }\n", ["SK103 4:22"]),
      (
        "a pivot that is no truth value", "skald: 1\nsaga: a\nsteps:\n  - { step: b, call: p.c, pivot: 1 }\n",
        ["SK103 4:34"]
      ),
      ("an unknown word", "skald: 1\nsaga: a\nsteps:\n  - { step: b, call: p.c, onUnknown: ask }\n", ["SK103 4:38"]),
      (
        "a reason for an undo that is there",
        "skald: 1\nsaga: a\nsteps:\n  - { step: b, call: p.c, compensate: p.d, because: x }\n", ["SK101 4:44"]
      ),
      (
        "a case without a condition before the last",
        "skald: 1\nsaga: a\nsteps:\n  - choose: c\n    cases:\n      - fail: A\n      - fail: B\n", ["SK104 6:9"]
      ),
    ])
  func fault(name: String, text: String, expected: [String]) {
    let findings = Files(["a.yaml": text]).findings
    #expect(findings.map { $0.description } == expected, "\(name)")
  }

  @Test("a mistyped key has the nearest key as its fix")
  func suggestion() throws {
    let files = saga("skald: 1\nsaga: a\nsteps:\n  - step: pay\n    call: p.c\n    pivott: true\n")
    let finding = try #require(files.compilation.diagnostics.first { $0.code == "SK101" })
    #expect(finding.message == "unknown key `pivott` in a call")
    #expect(finding.help == "did you mean `pivot`?")
    #expect(finding.fix.map { $0.text } == ["pivot"])
  }

  @Test("a key of another construct is told where it belongs")
  func home() throws {
    let files = saga("skald: 1\nsaga: a\nsteps:\n  - step: pay\n    call: p.c\n    otherwise: alert\n")
    let finding = try #require(files.compilation.diagnostics.first { $0.code == "SK101" })
    #expect(finding.help == "`otherwise` is a key of a wait, an ask")
  }

  @Test("a broken part does not hide the rest")
  func recovery() {
    let files = saga(
      """
      skald: 1
      saga: A
      deadline: soon
      steps:
        - step: pay
          call: payments
        - wait: 7
        - step: ship
          call: p.c
          timeout: 5
          retry: { attempts: 0, wait: x }
          compensate: { cal: p.d }
      """)
    #expect(
      files.findings.map { $0.description } == [
        "SK105 2:7", "SK103 3:11", "SK103 6:11", "SK103 7:11", "SK103 10:14", "SK103 11:24", "SK103 11:33",
        "SK101 12:19",
      ])
  }

  @Test("a file of something else is skipped with a note")
  func foreign() {
    let compilation = Files(["other.yaml": "name: ci\non: push\n"]).compilation
    #expect(compilation.diagnostics.filter { $0.severity == .error }.isEmpty)
    #expect(compilation.diagnostics.map { $0.severity }.contains(.note))
  }

  @Test("several documents share a file")
  func documents() throws {
    let files = saga(
      "skald: 1\nsaga: a\nsteps: [ { step: pay, call: payments.charge, pivot: true } ]",
      contracts: "skald: 1\nservices: { payments: { charge: { refuses: [declined] } } }")
    #expect(files.findings == [])
    let program = try #require(files.compilation.sagas.first?.program)
    #expect(program.operations.first?.refusals == ["declined"])
  }

  @Test("the parts of a saga beyond a thousand steps are a fault")
  func size() {
    let steps = (0...1000).map { "  - { step: s\($0), call: p.c }" }.joined(separator: "\n")
    #expect(Files(["a.yaml": "skald: 1\nsaga: a\nsteps:\n" + steps]).findings == [Finding("SK100", "1004:20")])
  }
}
