import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

/// What participants do with events that come early, late, twice, in part, or under a condition.
@Suite("What participants do with events")
struct FlowRuleTests {
  /// A flow of one participant that makes an order, two services, and conditions.
  private static let flow = """
    skald: 1
    choreography: order-flow
    key: id
    starts: placed.v1
    ends: { completed: closed.v1, compensated: dropped.v1 }
    deadline: 10m
    participants:
      order:
        - { when: placed.v1, state: OPEN }
        - { when: paid.v1, state: PAID }
        - { when: packed.v1, state: PACKED }
        - { when: { all: [packed.v1, billed.v1] }, state: CLOSED, emits: closed.v1 }
        - { when: [refused.v1, revoked.v1], state: DROPPED, emits: dropped.v1 }
      pay:
        - when: placed.v1
          if: ${event.amount > 0}
          call: pay.charge
          timeout: 1s
          retry: { attempts: 2, wait: 1s }
          emits: paid.v1
          refused: refused.v1
      bill:
        - { when: paid.v1, call: bill.write, with: { id: "${event.id}", amount: "${start.amount}" }, emits: billed.v1 }
    ---
    skald: 1
    services:
      pay:
        charge: { in: { id: int, amount: int }, refuses: [declined], effect: false }
      bill:
        write: { in: { id: int, amount: int }, effect: false }
    entities:
      order:
        starts: NEW
        states:
          NEW: [OPEN]
          OPEN: [PAID, DROPPED]
          PAID: [PACKED]
          PACKED: [CLOSED]
          CLOSED: []
          DROPPED: []
    events:
      placed.v1: { key: id, external: true, data: { id: int, amount: int } }
      packed.v1: { key: id, external: true, data: { id: int } }
      revoked.v1: { key: id, external: true, data: { id: int } }
      paid.v1: { key: id, data: { id: int } }
      billed.v1: { key: id, data: { id: int } }
      refused.v1: { key: id, data: { id: int, reason: string } }
      closed.v1: { key: id, public: true, data: { id: int } }
      dropped.v1: { key: id, public: true, data: { id: int } }
    """

  static func programs() throws -> [SagaProgram] {
    let compilation = Compiler.compile([SourceText(path: "flow.yaml", bytes: Array(flow.utf8))])
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    try #require(errors.isEmpty, "\(errors.map { "\($0.code) \($0.message)" })")
    return try #require(compilation.choreographies.first?.participants).map(\.program)
  }

  private static func start(_ mock: [String] = []) throws -> VirtualFlow {
    let script = MockScript(try mock.map { try MockScript.Rule(parsing: $0) })
    return try VirtualFlow(programs(), store: MemoryStore(), mock: script)
  }

  private static func part(_ name: String, _ result: VirtualFlow.Result) throws -> VirtualFlow.Part {
    try #require(result.parts.first { $0.program.participation?.participant == name })
  }

  @Test("an event that came before its move is allowed is held, and taken up then")
  func holds() throws {
    var flow = try Self.start()
    flow.send("packed.v1", ["id": 7])
    flow.send("placed.v1", ["id": 7, "amount": 5], after: .seconds(1))
    let result = try flow.run()
    #expect(result.status == .completed)
    #expect(try Self.part("order", result).report.states[0].states == ["NEW", "OPEN", "PAID", "PACKED", "CLOSED"])
  }

  @Test("a participant that needs what the first event said waits for it")
  func waitsForTheFirst() throws {
    var flow = try Self.start()
    // As if it had been emitted by another daemon, and were faster.
    flow.send("paid.v1", ["id": 7])
    flow.send("placed.v1", ["id": 7, "amount": 5], after: .seconds(1))
    flow.send("packed.v1", ["id": 7], after: .seconds(2))
    let result = try flow.run()
    let bill = try Self.part("bill", result)
    #expect(bill.state.start.input["amount"] == 5)
    // The payment announces it, too: two events, two bills, of which contracts and keys have to take care.
    #expect(bill.report.calls.map(\.operation) == ["bill.write", "bill.write"])
    #expect(bill.report.calls.map(\.idempotencyKey) == ["sk1:3:write.0:a", "sk1:3:write#1.0:a"])
  }

  @Test("of either of two events the second changes nothing, and a late one is dropped")
  func announcesOnce() throws {
    var flow = try Self.start(["pay.charge=refuses:declined"])
    flow.send("placed.v1", ["id": 7, "amount": 5])
    flow.send("revoked.v1", ["id": 7], after: Milliseconds(2))
    let result = try flow.run()
    #expect(result.status == .compensated)
    #expect(result.events.map(\.name) == ["refused.v1", "dropped.v1"])
  }

  @Test("an event whose move can never be allowed any more is dropped, and told in the history")
  func supersedes() throws {
    var lines: [String] = []
    var flow = try VirtualFlow(
      Self.programs(), store: MemoryStore(),
      mock: MockScript([try MockScript.Rule(parsing: "pay.charge=times-out")])
    ) { participant, entry in lines.append("\(participant) \(entry.type)") }
    flow.send("placed.v1", ["id": 7, "amount": 5])
    flow.send("revoked.v1", ["id": 7], after: Milliseconds(100))
    flow.send("paid.v1", ["id": 7], after: Milliseconds(101))
    _ = try flow.run()
    #expect(lines.contains("order event.superseded"))
  }

  @Test("a condition that does not hold keeps a reaction from happening")
  func looksAtConditions() throws {
    var flow = try Self.start()
    flow.send("placed.v1", ["id": 7, "amount": 0])
    flow.send("revoked.v1", ["id": 7], after: .seconds(1))
    let result = try flow.run()
    #expect(try Self.part("pay", result).report.calls.isEmpty)
    #expect(result.status == .compensated)
  }

  @Test("a flow that does not come to its end in time is overdue, and goes on")
  func tellsWhatIsOverdue() throws {
    var flow = try Self.start()
    flow.send("placed.v1", ["id": 7, "amount": 5])
    flow.send("packed.v1", ["id": 7], after: .minutes(11))
    let result = try flow.run()
    let order = try Self.part("order", result)
    #expect(order.state.isDeadlineOver)
    #expect(result.status == .completed)
  }

  @Test("an event from outside that is needed with others is made up where that is wanted")
  func makesUp() throws {
    var flow = try Self.start()
    flow.makesUpEvents = true
    flow.send("placed.v1", ["id": 7, "amount": 5])
    let result = try flow.run()
    #expect(result.status == .completed)
    #expect(try Self.part("order", result).report.states[0].states == ["NEW", "OPEN", "PAID", "PACKED", "CLOSED"])
  }

  @Test("flows of different keys do not meet")
  func keepsKeysApart() throws {
    var flow = try Self.start()
    for id in 1...5 as ClosedRange<Int64> {
      flow.send("placed.v1", ["id": .int(id), "amount": 5])
      flow.send("packed.v1", ["id": .int(id)], after: .seconds(1))
    }
    let result = try flow.run()
    #expect(result.status == .completed)
    #expect(result.parts.count == 15)
    #expect(result.events.filter { $0.name == "closed.v1" }.count == 5)
  }

  @Test(
    "a call that nobody answered stands still until an operator resolves or refuses it",
    arguments: [("resolve", FlowStatus.completed), ("fail", .compensated)])
  func standsStill(verb: String, end: FlowStatus) throws {
    var flow = try Self.start(["pay.charge=times-out"])
    flow.send("placed.v1", ["id": 7, "amount": 5])
    let stuck = try flow.run()
    #expect(stuck.status == .stuck)
    let pay = try Self.part("pay", stuck)
    #expect(pay.state.incidents.map(\.kind) == ["reaction_exhausted"])
    flow.operate(
      OperatorRequest(
        uid: pay.state.start.uid, verb: verb, step: "charge", code: "declined", reason: "asked the bank", by: "ann",
        ticket: Ticket(1)))
    flow.send("packed.v1", ["id": 7], after: .seconds(1))
    #expect(try flow.run().status == end)
  }
}
