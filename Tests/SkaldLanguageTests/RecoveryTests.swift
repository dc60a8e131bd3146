import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("One cause, one finding")
struct RecoveryTests {
  @Test("a missing import is one finding, whatever it declares")
  func missingImport() throws {
    let files = Files([
      "a.yaml": """
      skald: 1
      saga: a
      input: { id: int }
      entity: { order: "${input.id}" }
      steps:
        - { step: b, call: pay.charge, retry: calm, emits: order.paid.v1, state: PAID, pivot: true }
      """, "c.yaml": NamesTests.contracts,
    ])
    #expect(files.findings.map { $0.description } == ["SK201 4:11"])
  }

  @Test("an import that declares nothing is told at `use`")
  func emptyImport() {
    let files = Files([
      "a.yaml": "skald: 1\nsaga: a\nuse: c.yaml\nsteps:\n  - { wait: order.paid.v1, timeout: 1h }\n",
      "c.yaml": "events: { order.paid.v1: {} }\n",
    ])
    #expect(files.findings.map { $0.description } == ["SK103 3:6"])
  }

  @Test("an import that cannot be read makes no other findings")
  func brokenImport() {
    let files = Files([
      "a.yaml": "skald: 1\nsaga: a\nuse: c.yaml\nsteps:\n  - { wait: order.paid.v1, timeout: 1h }\n",
      "c.yaml": "skald: 1\nevents: { order.paid.v1: {} \n",
    ])
    #expect(Set(files.findings.map { $0.code }) == ["SK100"])
  }

  @Test("what a document that cannot be read would use is no finding")
  func brokenDocument() {
    let source = SourceText(
      path: "a.yaml",
      text: """
        skald: 1
        saga: a
        about: one: two
        steps: [ { step: b, call: pay.charge, pivot: true } ]
        ---
        skald: 1
        services: { pay: { charge: {} } }
        events: { order.paid.v1: { external: false } }
        """)
    let found = Compiler.compile([source], isWholeProject: true).diagnostics
    #expect(found.map { $0.code } == ["SK100"])
  }

  @Test("states without an entity are one finding")
  func noEntity() {
    let files = saga(
      """
      skald: 1
      saga: a
      steps:
        - { step: b, call: p.c, state: ONE, compensate: p.d }
        - { step: c, call: p.c, state: TWO, pivot: true }
      """)
    #expect(files.findings.map { $0.description } == ["SK104 4:34"])
  }

  @Test("a state that a table speaks of and does not declare is one finding")
  func undeclaredState() {
    let files = saga(
      """
      skald: 1
      saga: a
      input: { id: int }
      entity: { order: "${input.id}" }
      steps:
        - { step: b, call: p.c, state: SENT, pivot: true }
      """,
      contracts: """
        skald: 1
        entities:
          order: { starts: NEW, states: { NEW: [SENT], PAID: [] }, locked: [SENT] }
        """)
    #expect(files.findings.map { $0.description } == ["SK201 10:41"])
  }

  @Test(
    "a value that YAML reads otherwise is one finding",
    arguments: [
      ("if: !input.vip", "SK102"), ("if: [input.a]", "SK102"), ("with: { a: ${input.a} }", "SK102"),
      ("with: { a: \"${input.a\" }", "SK300"), ("with: { a: \"${'x}\" }", "SK300"),
    ])
  func traps(line: String, code: String) {
    let files = saga(
      """
      skald: 1
      saga: a
      input: { a: int, vip: bool }
      steps:
        - step: b
          call: p.c
          pivot: true
          \(line)
      """)
    #expect(files.findings.map { $0.code } == [code])
  }

  @Test("whatever line of the order saga is lost, there is a program exactly where there is no error")
  func lostLines() throws {
    let sources = try PlaceOrderTests.files.prefix(2).map { try PlaceOrderTests.sample($0) }
    let lines = sources[1].text.split(separator: "\n", omittingEmptySubsequences: false)
    for index in lines.indices {
      var kept = lines
      kept.remove(at: index)
      let changed = SourceText(path: sources[1].path, text: kept.joined(separator: "\n"))
      let compilation = Compiler.compile([sources[0], changed], projectFolder: "sagas")
      let hasProgram = compilation.sagas.contains { $0.program != nil }
      let isSaga = kept.contains { $0.hasPrefix("saga:") } && kept.contains { $0.hasPrefix("skald:") }
      #expect(hasProgram == (isSaga && !compilation.hasErrors), "without line \(index + 1)")
    }
  }
}
