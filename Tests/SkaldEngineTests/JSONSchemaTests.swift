import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("JSON Schemas while sagas run")
struct JSONSchemaTests {
  static let text = """
    skald: 1
    saga: order
    input: { schema: { $ref: order.json } }
    key: order-${input.orderId}
    steps:
      - step: charge
        call: pay.charge
        compensate: pay.refund
      - ask: approve
        answer: { schema: { type: object, properties: { by: { minLength: 2 } }, required: [by] } }
      - { wait: paid.v1, timeout: 1h }
    output: { id: "${charge.paymentId}" }
    ---
    skald: 1
    services:
      pay:
        charge:
          in: { orderId: int }
          out:
            schema:
              type: object
              properties: { paymentId: { type: string, minLength: 14 }, cents: { type: integer, minimum: 500 } }
              required: [paymentId, cents]
        refund: { in: { orderId: int } }
    events:
      paid.v1:
        key: orderId
        data:
          schema:
            type: object
            properties: { orderId: { type: integer }, method: { enum: [card, bank] } }
            required: [orderId]
    """

  static let order = """
    { "type": "object", "required": ["orderId"], "additionalProperties": false,
      "properties": { "orderId": { "type": "integer", "minimum": 1 }, "amount": { "type": "integer", "maximum": 10 } } }
    """

  static func program() throws -> SagaProgram {
    let compilation = Compiler.compile([
      SourceText(path: "a.yaml", text: text), SourceText(path: "order.json", text: order),
    ])
    #expect(compilation.diagnostics.filter { $0.severity == .error }.map(\.message) == [])
    return try #require(compilation.sagas.first?.program)
  }

  static func world(_ mock: [String] = []) throws -> World {
    try World([program()], mock: mock, store: { MemoryStore() })
  }

  @Test("an input is checked on start, with every place")
  func input() throws {
    let world = try Self.world()
    let ticket = world.ticket()
    world.process([.start(StartRequest(saga: "order", input: ["orderId": 0, "amount": 11, "x": 1], ticket: ticket))])
    #expect(world.replies[ticket].refusal == .inputInvalid)
    #expect(world.replies[ticket].paths == ["orderId", "amount", "x"])
    #expect(world.start(order: 7).started == "1 new")
  }

  @Test("an answer of a handler that breaks the schema blocks the step")
  func handler() throws {
    let world = try Self.world([#"pay.charge=returns:{"paymentId":"p"}"#])
    world.start(order: 7)
    world.run()
    let (state, _) = try world.kernel.state(of: InstanceID(1))
    #expect(state.isStuck)
    #expect(state.incidents.map(\.message).first?.contains("of pay.charge is not as declared") == true)
  }

  @Test("an answer made up for a mock satisfies the schema, and so do events and answers of people")
  func allTheWay() throws {
    let world = try Self.world()
    world.start(order: 7)
    world.run()
    let short = try Self.answer(["by": "e"], in: world)
    #expect(short.map(\.refusal) == [.inputInvalid])
    #expect(short.map(\.paths) == [["by"]])
    _ = try Self.answer(["by": "eva"], in: world)
    world.send("paid.v1", id: "e-1", order: 7)
    world.run()
    #expect(world.ended[InstanceID(1)] == .completed)
  }

  /// Answers the open question.
  private static func answer(_ value: JSON, in world: World) throws -> [Reply?] {
    let (state, program) = try world.kernel.state(of: InstanceID(1))
    return state.openQuestions(program).map { record in
      let ticket = world.ticket()
      world.process([
        .answerQuestion(
          AnswerRequest(
            uid: state.start.uid, question: state.title(of: record, program), answer: value, by: "eva", ticket: ticket))
      ])
      return world.replies[ticket]
    }
  }
}
