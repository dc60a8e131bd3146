import JSONSchema
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldValue
import Testing

@Suite("Branches, loops, scopes, sub-sagas and questions in a file")
struct ForkStepTests {
  static let contracts = """
    skald: 1
    services:
      pay:
        charge: { in: { id: int }, out: { paymentId: string, fee: number }, refuses: [declined] }
        refund: { in: { id: int } }
        status: { in: { id: int }, out: { state: string, done: bool }, effect: false }
    """

  /// The errors and warnings of a saga with these steps, and its program.
  static func compiled(_ steps: String, top: String = "", more: String = "") -> (findings: [String], SagaProgram?) {
    let files = Files([
      "a.yaml": """
      skald: 1
      saga: a
      use: c.yaml
      input: { id: int, items: [{ price: number, name: string }] }
      \(top)
      steps:
      \(steps)
      \(more)
      """, "c.yaml": contracts,
    ])
    let compilation = files.compilation
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    return (errors.map { "\(files.finding($0)) \($0.message)" }, compilation.sagas.first?.program)
  }

  static func program(_ steps: String, top: String = "", more: String = "") throws -> SagaProgram {
    let (findings, program) = compiled(steps, top: top, more: more)
    #expect(findings == [])
    return try #require(program)
  }

  static func fork(_ program: SagaProgram, _ name: String) throws -> Fork {
    try #require(
      program.nodes.lazy.compactMap { node -> Fork? in
        guard case .fork(let fork) = node.instruction, program.step(fork.step).name == name else { return nil }
        return fork
      }.first)
  }

  @Test("branches are regions, and what all of them did is certain behind them")
  func parallel() throws {
    let program = try Self.program(
      """
        - parallel: both
          branches:
            left: [ { step: one, call: pay.charge, compensate: pay.refund } ]
            right:
              steps: [ { step: two, call: pay.charge, compensate: pay.refund } ]
        - set: { sum: "${one.fee + two.fee}" }
      """)
    let fork = try Self.fork(program, "both")
    guard case .branches(let regions, let need) = fork.body else { throw Mismatch() }
    #expect(need == 2)
    #expect(regions.map { program.region($0).name } == ["left", "right"])
    #expect(regions.map { program.region($0).steps } == [[StepID(1)], [StepID(2)]])
    #expect(program.steps.map { $0.path } == ["both", "both/one", "both/two", "sum"])
  }

  @Test("behind the first of several branches nothing is certain")
  func anyOf() {
    let (findings, _) = Self.compiled(
      """
        - parallel: first
          need: any
          branches:
            left: [ { step: one, call: pay.charge, compensate: pay.refund } ]
            right: [ { step: two, call: pay.charge, compensate: pay.refund } ]
        - set: { fee: "${one.fee}" }
        - set: { sure: "${has(one.fee) ? one.fee : two.fee}" }
      """)
    #expect(findings.map { $0.prefix(5) } == ["SK302", "SK302"])
  }

  @Test("an item has its type, and the list of what was found has one entry each")
  func each() throws {
    let program = try Self.program(
      """
        - each: all
          in: input.items
          key: item.name
          atMost: 3
          steps:
            - { step: one, call: pay.charge, compensate: pay.refund, with: { id: "${item.price > 1.0 ? index : 0}" } }
        - set: { fees: "${all.map(i, i.one.fee + 1.0)}" }
      """)
    guard case .items(let region, let items) = try Self.fork(program, "all").body else { throw Mismatch() }
    #expect(items.atMost == 3)
    #expect(items.list.source == "input.items")
    #expect(
      items.element
        == .object(
          .init(fields: [.init(name: "price", schema: .number), .init(name: "name", schema: .string)], isClosed: true)))
    #expect(program.region(region).steps == [StepID(1)])
  }

  @Test("what runs for an item cannot be read behind the list by its own name")
  func itemNames() {
    let (findings, _) = Self.compiled(
      """
        - each: all
          in: input.items
          steps: [ { step: one, call: pay.charge, compensate: pay.refund } ]
        - set: { fee: "${one.fee}", item: "${item.price}" }
      """)
    #expect(findings.contains { $0.hasPrefix("SK302") })
    #expect(findings.contains { $0.hasPrefix("SK105") })
  }

  @Test("a loop's condition sees the round, and the last round can be read behind it")
  func loop() throws {
    let program = try Self.program(
      """
        - repeat: poll
          every: 10s
          atMost: 5
          until: ask.done
          steps: [ { step: ask, call: pay.status } ]
        - set: { state: "${ask.state}" }
      """)
    guard case .rounds(_, let rounds) = try Self.fork(program, "poll").body else { throw Mismatch() }
    #expect(rounds.atMost == 5)
    #expect(rounds.every == .literal("10s"))
    #expect(rounds.until.source == "ask.done")
  }

  @Test("a scope has alternatives, which lead on or turn back")
  func scope() throws {
    let program = try Self.program(
      """
        - scope: try
          steps:
            - { step: one, call: pay.charge, compensate: pay.refund }
            - { step: two, call: pay.charge, compensate: pay.refund }
          catch:
            declined:
              steps: [ { step: three, call: pay.charge, compensate: pay.refund } ]
            other: { then: compensate }
        - { step: last, call: pay.charge, pivot: true }
      """)
    let fork = try Self.fork(program, "try")
    #expect(fork.catches.map { $0.code } == ["declined", nil])
    guard case .scope(let region) = fork.body else { throw Mismatch() }
    #expect(program.region(region).steps == [StepID(1), StepID(2)])
    #expect(program.nodes[fork.catches[1].target.index].instruction == .fail(.again))
  }

  @Test("sub-sagas are compiled into the program, with steps of their own, wherever they stand")
  func subSagas() throws {
    let program = try Self.program(
      """
        - each: all
          in: input.items
          steps:
            - parallel: both
              branches:
                left: [ { step: first, saga: b, with: { id: "${index}" } } ]
                right: [ { step: other, saga: b } ]
            - { step: after, call: pay.charge, compensate: pay.refund }
        - set: { done: "${all.map(i, has(i.first) ? i.first.paid : '')}" }
      """,
      more: """
        ---
        skald: 1
        saga: b
        use: c.yaml
        input: { id: int }
        key: "b-${input.id}"
        output: { paid: "${one.paymentId}" }
        steps:
          - { step: one, call: pay.charge, compensate: pay.refund }
          - { saga: c, step: inner }
        ---
        skald: 1
        saga: c
        use: c.yaml
        input: { id: int }
        steps:
          - { step: one, call: pay.charge, compensate: pay.refund }
        """)
    #expect(
      program.steps.map { $0.path } == [
        "all", "all/both", "all/both/first", "all/both/first/one", "all/both/first/inner", "all/both/first/inner/one",
        "all/both/other", "all/both/other/one", "all/both/other/inner", "all/both/other/inner/one", "all/after", "done",
      ])
    #expect(program.subSagas.map { $0.name } == ["b", "c", "b", "c"])
    #expect(program.steps.map { $0.saga?.index } == [nil, nil, nil, 0, 0, 1, nil, 2, 2, 3, nil, nil])
    guard case .items(let items, _) = try Self.fork(program, "all").body else { throw Mismatch() }
    #expect(program.region(items).steps.count == 10)
    guard case .saga(let region, _) = try Self.fork(program, "first").body else { throw Mismatch() }
    #expect(program.region(region).steps.map { $0.index } == [3, 4, 5])
    #expect(program.subSagas[0].arguments.written == "{id: ${index}}")
    #expect(program.subSagas[2].arguments.written == "{id: ${input.id}}")
  }

  @Test("a sub-saga of an unknown name or version is a finding with what is near")
  func unknownSubSaga() {
    let (findings, _) = Self.compiled(
      "  - { saga: bb }\n  - { saga: b, version: 7, step: x }", more: "---\nskald: 1\nsaga: b\nsteps: [ { sleep: 1s } ]"
    )
    #expect(findings.map { $0.prefix(5) } == ["SK201", "SK201"])
  }

  @Test("a question has its answer's shape")
  func ask() throws {
    let program = try Self.program(
      """
        - ask: approve
          who: "team-${input.id}"
          show: { id: "${input.id}" }
          answer: { approved: bool, note?: string }
          timeout: 2d
          otherwise: continue
        - { step: one, call: pay.charge, pivot: true, if: has(approve.approved) && approve.approved }
      """)
    guard case .wait(let wait) = program.nodes[0].instruction, case .answer(let question) = wait.expectation else {
      throw Mismatch()
    }
    #expect(wait.otherwise == .continue)
    #expect(wait.policy.map { program.policy($0).timeout } == .hours(48))
    #expect(
      question.answer.violations(of: ["approved": true]).isEmpty
        && !question.answer.violations(of: ["aproved": true]).isEmpty)
  }

  @Test(
    "what is not as it must be is told at its place",
    arguments: [
      ("  - { parallel: p, branches: { a: [ { sleep: 1s } ] }, need: none }", "SK103"),
      ("  - { parallel: p, branches: {} }", "SK103"), ("  - { parallel: p, branch: {} }", "SK101"),
      ("  - { each: e, steps: [ { sleep: 1s } ] }", "SK104"),
      ("  - { each: e, in: input.id, steps: [ { sleep: 1s } ] }", "SK301"),
      ("  - { repeat: r, until: 1 + 1, steps: [ { sleep: 1s } ] }", "SK301"),
      ("  - { repeat: r, until: \"true\", every: soon, steps: [ { sleep: 1s } ] }", "SK103"),
      ("  - { scope: s, steps: [] }", "SK103"), ("  - { ask: item }", "SK105"),
      ("  - { ask: q, answer: { a: strin } }", "SK103"),
    ])
  func faults(_ steps: String, _ code: String) {
    let (findings, program) = Self.compiled(steps)
    #expect(findings.contains { $0.hasPrefix(code) }, "\(findings)")
    #expect(program == nil)
  }
}

private struct Mismatch: Error {}
