import JSONSchema
import CEL
import SkaldCore
import SkaldValue
import Testing

@Suite("Waiting, sleeping and choosing")
struct WaitingTests {
  /// One node of interest, then the end.
  static func program(_ nodes: [Node], steps: [String], policies: [CallPolicy] = []) -> SagaProgram {
    var program = TestPrograms.order()
    program.steps = steps.map { Step(name: $0, path: $0) }
    program.nodes = nodes
    program.entities = []
    program.outcome = Outcome()
    program.tuning = Tuning(policies: policies)
    return program
  }

  static func wait(_ otherwise: Wait.Otherwise, condition: String? = nil) -> SagaProgram {
    let wait = Wait(
      step: StepID(0), event: EventTypeID(1), condition: condition.map(TestPrograms.condition), policy: PolicyID(0),
      otherwise: otherwise)
    return program(
      [Node(.wait(wait), next: NodeID(1)), Node(.finish)], steps: ["courier"],
      policies: [CallPolicy(timeout: .hours(2))])
  }

  static func event(_ id: String, order: Int64 = 7, deliveryId: String = "d-1") -> SagaEvent.Kind {
    let data: JSON = ["orderId": .int(order), "deliveryId": .string(deliveryId)]
    return .received(ReceivedEvent(id: id, name: "delivery.started.v1", data: data))
  }

  @Test("a wait ends with the event that correlates, whose data is its output")
  func waitTakesItsEvent() {
    var play = Play(Self.wait(.alert))
    play.feed(Self.event("e-1", order: 8))
    #expect(play.state.status == .running)
    play.feed(Self.event("e-2"))
    #expect(play.state.status == .completed)
    #expect(play.state.steps[0].output == ["orderId": 7, "deliveryId": "d-1"])
  }

  @Test("a wait with a condition passes over events that do not satisfy it")
  func conditionFilters() {
    var play = Play(Self.wait(.alert, condition: "event.deliveryId == 'd-2'"))
    play.feed(Self.event("e-1"))
    #expect(play.state.status == .running)
    play.feed(Self.event("e-2", deliveryId: "d-2"))
    #expect(play.state.status == .completed)
  }

  @Test(
    "the time of a wait is up",
    arguments: [
      (Wait.Otherwise.compensate, Status.compensated), (.continue, .completed), (.alert, .running),
    ])
  func waitExpires(otherwise: Wait.Otherwise, status: Status) {
    var play = Play(Self.wait(otherwise))
    play.sendsCourierEvent = false
    play.run()
    #expect(play.state.status == status)
    #expect(play.state.steps[0].error?.code == Failure.waitTimedOut)
    #expect(play.state.incidents.map(\.kind) == (otherwise == .alert ? ["wait_overdue"] : []))
  }

  @Test("an event ends a wait that was reported as overdue, and the report with it")
  func lateEventEndsAnOverdueWait() {
    var play = Play(Self.wait(.alert))
    play.sendsCourierEvent = false
    play.run()
    play.feed(Self.event("e-1"))
    #expect(play.state.status == .completed)
    #expect(play.state.incidents.isEmpty)
  }

  @Test("an event that comes before its wait is kept")
  func earlyEventIsKept() {
    var play = Play(TestPrograms.order())
    play.sendsCourierEvent = false
    play.feed(Self.event("e-1"))
    #expect(play.state.mailbox.map(\.id) == ["e-1"])
    play.run()
    #expect(play.state.status == .completed)
  }

  @Test("a sleep ends after its time", arguments: [("10m", Int64(600_000)), ("90s", 90_000), ("1.5s", 1500)])
  func sleepEnds(length: String, milliseconds: Int64) {
    let sleep = Sleep(step: StepID(0), until: .literal(.string(length)))
    var play = Play(Self.program([Node(.sleep(sleep), next: NodeID(1)), Node(.finish)], steps: ["nap"]))
    let start = play.now
    play.run()
    #expect(play.state.status == .completed)
    #expect(play.now - start == Milliseconds(milliseconds))
  }

  @Test("a sleep until a time in the past ends at once")
  func sleepUntilThePast() {
    let sleep = Sleep(step: StepID(0), until: .literal("1970-01-01T00:00:01Z"))
    var play = Play(Self.program([Node(.sleep(sleep), next: NodeID(1)), Node(.finish)], steps: ["nap"]))
    play.run()
    #expect(play.state.status == .completed)
  }

  @Test(
    "a choice takes the first case that holds",
    arguments: [
      (Int64(5), "small"), (50, "large"), (500, "huge"),
    ])
  func choiceTakesTheFirst(amount: Int64, taken: String) {
    let branch = Branch(
      cases: [
        .init(condition: TestPrograms.condition("input.amount < 10"), target: NodeID(1)),
        .init(condition: TestPrograms.condition("input.amount < 100"), target: NodeID(2)),
      ], otherwise: NodeID(3))
    let nodes = [
      Node(.branch(branch)), Node(.set(step: StepID(0), value: .literal("small")), next: NodeID(4)),
      Node(.set(step: StepID(0), value: .literal("large")), next: NodeID(4)),
      Node(.set(step: StepID(0), value: .literal("huge")), next: NodeID(4)), Node(.finish),
    ]
    let play = Play(Self.program(nodes, steps: ["size"]), input: ["orderId": 7, "amount": .int(amount)])
    #expect(play.state.steps[0].output == .string(taken))
  }

  @Test("a business failure compensates with its code")
  func failCompensates() {
    let failing = Failing.raise(code: "too_large", message: .literal("more than we have"), step: StepID(0))
    let play = Play(Self.program([Node(.fail(failing))], steps: ["fail-1"]))
    #expect(play.state.status == .compensated)
    #expect(play.state.failure == Failure(code: "too_large", step: "fail-1", message: "more than we have"))
  }

  @Test("an expression without a value stops the instance where it is")
  func badExpressionBlocks() {
    let nodes = [
      Node(.set(step: StepID(0), value: TestPrograms.expression("input.missing")), next: NodeID(1)), Node(.finish),
    ]
    let play = Play(Self.program(nodes, steps: ["value"]))
    #expect(play.state.isStuck)
    #expect(play.state.incidents.map(\.kind) == ["bad_expression"])
  }

  @Test("a program read back from its JSON is the same definition; tuning is not part of it")
  func programsAreStored() throws {
    var program = TestPrograms.order()
    #expect(try SagaProgram(json: program.json) == program)
    let hash = program.hash
    program.tuning = Tuning()
    #expect(program.hash == hash)
    program.steps[0].path = "other"
    #expect(program.hash != hash)
  }
}

@Suite("Declared types in expressions")
struct DeclaredTypeTests {
  static func value(_ expression: String, _ field: String, _ schema: Schema, _ value: JSON) -> JSON? {
    let nodes = [
      Node(.set(step: StepID(0), value: TestPrograms.expression(expression)), next: NodeID(1)), Node(.finish),
    ]
    var program = WaitingTests.program(nodes, steps: ["result"])
    program.input = .object(ObjectSchema(fields: [.init(name: field, schema: schema)], isClosed: true))
    let play = Play(program, input: .object(JSONObject([(field, value)])))
    return play.state.steps[0].output
  }

  @Test("a number that JSON writes as 2 is the double 2.0")
  func numbers() {
    #expect(Self.value("input.price * 1.5", "price", .number, 2) == 3.0)
  }

  @Test("times are times, not texts")
  func times() {
    let later = Self.value("input.at + duration('1h')", "at", .timestamp, "2026-11-24T18:00:00Z")
    #expect(later == "2026-11-24T19:00:00Z")
    #expect(Self.value("input.wait + input.wait", "wait", .duration, "1d") == "172800s")
  }

  @Test("a named value that is a time is read as one, and so is the beginning of the instance")
  func namedTimes() {
    func value(_ first: String, _ second: String, schema: Schema? = nil) -> JSON? {
      let nodes = [
        Node(.set(step: StepID(0), value: TestPrograms.expression(first), schema: schema), next: NodeID(1)),
        Node(.set(step: StepID(1), value: TestPrograms.expression(second)), next: NodeID(2)), Node(.finish),
      ]
      return Play(WaitingTests.program(nodes, steps: ["first", "second"]), input: .object(JSONObject())).state.steps[1]
        .output
    }

    let noon = "timestamp('2026-11-24T12:00:00Z')"
    #expect(value(noon, "first + duration('1h')", schema: .timestamp) == "2026-11-24T13:00:00Z")
    #expect(value("1.5 * 2.0", "first * 2.0", schema: .number) == 6.0)
    #expect(value(noon, "saga.startedAt + duration('1h') > saga.startedAt") == true)
    #expect(value(noon, "saga.id != ''") == true)
  }

  @Test("a plain path keeps the text that came")
  func paths() {
    #expect(Self.value("input.at", "at", .timestamp, "2026-11-24T18:00:00+01:00") == "2026-11-24T18:00:00+01:00")
  }
}
