import JSONSchema
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldValue
import Testing

@Suite("From a saga to its program")
struct LoweringTests {
  static func program(_ steps: String, top: String = "") throws -> SagaProgram {
    let files = Files([
      "a.yaml": "skald: 1\nsaga: a\nuse: c.yaml\ninput: { id: int, note?: string }\n\(top)\nsteps:\n\(steps)\n",
      "c.yaml": NamesTests.contracts,
    ])
    let compilation = files.compilation
    #expect(compilation.diagnostics.filter { $0.code < "SK301" && $0.severity == .error }.map { "\($0)" } == [])
    return try #require(Files.lowered(files))
  }

  @Test("a choice leads to each case and on from its end")
  func choose() throws {
    let program = try Self.program(
      """
        - choose: size
          cases:
            - if: input.id > 10
              steps: [ { step: big, call: pay.charge } ]
            - if: input.id < 0
              fail: NEGATIVE
            - steps: [ { step: small, call: pay.charge } ]
        - { step: last, call: pay.charge, pivot: true }
      """)
    guard case .branch(let branch) = program.nodes[0].instruction else { throw Mismatch() }
    #expect(branch.cases.map { $0.condition.source } == ["input.id > 10", "input.id < 0"])
    #expect(branch.cases.map { $0.target.index } == [1, 2])
    #expect(branch.otherwise.index == 3)
    #expect(branch.skipped == nil)
    #expect(program.nodes.map { $0.next?.index } == [nil, 4, nil, 4, 5, nil])
    #expect(program.nodes[2].instruction == .fail(.raise(code: "NEGATIVE", message: nil, step: StepID(1))))
    #expect(program.steps.map { $0.path } == ["size/big", "size/fail-1", "size/small", "last"])
  }

  @Test("a condition on a step leads past it and has it skipped")
  func condition() throws {
    let program = try Self.program(
      """
        - { step: b, call: pay.charge, if: input.id > 1 }
      """)
    guard case .branch(let branch) = program.nodes[0].instruction else { throw Mismatch() }
    #expect(branch.cases.map { $0.target.index } == [1])
    #expect(branch.otherwise.index == 2)
    #expect(branch.skipped == StepID(0))
  }

  @Test("an alternative leads on, or turns back")
  func catches() throws {
    let program = try Self.program(
      """
        - step: b
          call: pay.charge
          catch:
            declined: { steps: [ { step: c, call: pay.charge } ] }
            other: { then: compensate }
      """)
    let invoke = try program.invoke("b")
    #expect(invoke.catches.map { $0.code } == ["declined", nil])
    #expect(invoke.catches.map { $0.target.index } == [1, 2])
    #expect(program.nodes.map { $0.next?.index } == [3, 3, nil, nil])
    #expect(program.nodes[2].instruction == .fail(.again))
    #expect(program.steps.map { $0.path } == ["b", "b/c"])
  }

  @Test("set makes a step of each name, and emit finds them")
  func values() throws {
    let program = try Self.program(
      """
        - set: { ref: "${'r-' + string(input.id)}", twice: "${input.id * 2}" }
        - emit: order.paid.v1
        - sleep: 10m
        - { step: pause, sleep: "${duration('5s')}" }
      """)
    #expect(program.steps.map { $0.name } == ["ref", "twice", "order.paid.v1", "sleep-1", "pause"])
    guard case .emit(_, let emission) = program.nodes[2].instruction else { throw Mismatch() }
    #expect(emission.data.written == "{id: ${input.id}, ref: ${ref}}")
    guard case .sleep(let sleep) = program.nodes[3].instruction else { throw Mismatch() }
    #expect(sleep.until == .literal("10m"))
  }

  @Test("an undo by name alone sends what it declares of the action's arguments")
  func shortUndo() throws {
    let program = try Self.program(
      """
        - { step: b, call: pay.charge, with: { id: "${input.id + 1}" }, compensate: pay.refund }
      """)
    #expect(try program.invoke("b").undo.map { $0.call.arguments.written } == ["{id: ${input.id + 1}}"])
  }

  @Test("a named value keeps its shape where JSON has it as another type, so that lint and runs agree")
  func typedSet() throws {
    let program = try Self.program(
      """
        - set: { at: "${timestamp('2026-01-01T00:00:00Z')}", half: "${0.5}", id: "${input.id}" }
        - set: { later: "${at + duration('1h')}", terms: { at: "${at}", half: "${half}" } }
        - set: { last: "${terms.at + duration('1h')}" }
      """)
    var shapes: [Schema?] = []
    for case .set(_, _, let schema) in program.nodes.map({ $0.instruction }) { shapes.append(schema) }
    let terms = ObjectSchema(
      fields: [.init(name: "at", schema: .timestamp), .init(name: "half", schema: .number)], isClosed: true)
    #expect(shapes == [.timestamp, .number, nil, .timestamp, .object(terms), .timestamp])
  }

  @Test("the identity holds neither comments nor what is tunable")
  func identity() throws {
    let step = "  - { step: b, call: pay.charge }"
    let base = try Self.program(step)
    let tuned = try Self.program(
      "  # said again\n  - { step: b, call: pay.charge, timeout: 3s, retry: calm }",
      top: "about: other words\nlabels: [x]\ndeadline: 3m\ndefaults: { retry: { attempts: 9 } }")
    #expect(tuned.hash == base.hash)
    #expect(tuned.json != base.json)
    #expect(try Self.program("  - { step: c, call: pay.charge }").hash != base.hash)
    #expect(try Self.program(step, top: "key: \"${input.id}\"").hash != base.hash)
    #expect(try Self.program(step + "\n  - sleep: 1s").hash != base.hash)
  }

  @Test("a program reads back from what a store keeps")
  func stored() throws {
    let program = try Self.program("  - { step: b, call: pay.charge, emits: order.paid.v1 }")
    #expect(try SagaProgram(json: JSON.parse(program.json.text)) == program)
  }

  @Test("the default policies follow the place")
  func policies() throws {
    let program = try Self.program(
      """
        - { step: a, call: pay.charge, compensate: pay.refund }
        - { step: b, call: pay.charge, pivot: true }
        - { step: c, call: pay.charge, retry: calm }
        - { step: d, call: pay.charge, optional: true }
      """)
    #expect(program.policy(try program.invoke("a").call.policy) == CallPolicy(timeout: .seconds(30)))
    #expect(program.policy(try program.invoke("a").undo[0].call.policy).retry == .undo)
    #expect(program.policy(try program.invoke("b").call.policy).retry == .forward)
    #expect(program.policy(try program.invoke("c").call.policy).retry.attempts == 2)
    #expect(program.policy(try program.invoke("d").call.policy).retry == .default)
  }

  struct Mismatch: Error {}
}

extension Files {
  /// The program, whatever the rules that look at the whole saga may say of a text this short.
  static func lowered(_ files: Files) -> SagaProgram? {
    files.compilation.project.sagas.first.flatMap { Lowerer.lower($0)?.program }
  }
}
