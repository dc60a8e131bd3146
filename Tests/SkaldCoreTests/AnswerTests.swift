import SkaldCore
import SkaldValue
import Testing

@Suite("Answers")
struct AnswerTests {
  @Test("a refusal with a catch takes its alternative, with `error` in scope")
  func catchesARefusal() {
    var play = Play(TestPrograms.order(chargeCatch: true), ["payment.charge": [.refuses("card_declined")]])
    play.run()
    #expect(play.state.status == .completed)
    #expect(play.state.steps[5].output == "card_declined")
    #expect(play.report.calls.map(\.operation) == ["payment.charge"])
  }

  @Test("a refusal after an unknown attempt proves nothing where the service forgets its refusals")
  func forgetfulServiceProvesNothing() {
    let program = TestPrograms.order(chargeCatch: true, remembersRefusals: false)
    var play = Play(program, ["payment.charge": [.vanishes, .refuses("card_declined")]])
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.state.steps[0].status == .unknown)
    #expect(play.state.failure?.code == "card_declined")
    #expect(play.report.calls.map(\.operation) == ["payment.charge", "payment.charge", "payment.refund"])
  }

  @Test("a code that the contract does not list fails the step and is reported")
  func undeclaredRefusal() {
    var play = Play(TestPrograms.order(), ["payment.charge": [.refuses("full_moon")]])
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.state.incidents.map(\.kind) == ["undeclared_refusal"])
  }

  @Test("attempts that surely had no effect need no undo")
  func busyServiceNeedsNoUndo() {
    var play = Play(TestPrograms.order(), ["payment.charge": [.busy]])
    play.run()
    #expect(play.state.failure?.code == Failure.unavailable)
    #expect(play.report.calls.map(\.operation) == ["payment.charge", "payment.charge", "payment.charge"])
    #expect(play.state.steps[0].effect == .none)
  }

  @Test("a set-up fault blocks the step and the instance is stuck")
  func setUpFaultBlocks() {
    var play = Play(TestPrograms.order(), ["inventory.reserve": [.blocked]])
    play.run()
    #expect(play.state.status == .running)
    #expect(play.state.isStuck)
    #expect(play.state.steps[1].status == .blocked)
    #expect(play.state.failure?.step == "reserve")
  }

  @Test("a stuck instance can be canceled, and its effects are undone")
  func stuckInstanceCanBeCanceled() {
    var play = Play(TestPrograms.order(), ["inventory.reserve": [.blocked]])
    play.run()
    play.feed(.cancel(reason: "enough", by: "operator"))
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.state.failure == Failure(code: Failure.canceled, step: "", message: "enough"))
    #expect(play.effects("payment.refund") == 1)
  }

  @Test("a result that is not as declared blocks the step; its effect is applied")
  func badResultBlocks() {
    var play = Play(TestPrograms.order(), ["payment.charge": [.returns(["paymentId": 7])]])
    play.run()
    #expect(play.state.steps[0].status == .blocked)
    #expect(play.state.steps[0].effect == .applied)
    #expect(play.state.incidents.map(\.kind) == ["bad_result"])
  }

  @Test("a late success of an attempt that was given up is accepted, the newer attempt abandoned")
  func lateSuccessIsAccepted() {
    var play = Play(TestPrograms.order(), ["payment.charge": [.vanishes]])
    while play.state.steps[0].action.attempts < 2 { _ = play.step() }
    let first = CallID(RecordID(StepID(0)), phase: .action, attempt: 1)
    play.feed(.answered(first, .ok(["paymentId": "late"])))
    #expect(play.state.steps[0].status == .succeeded)
    #expect(play.state.steps[0].output == ["paymentId": "late"])
  }

  @Test("a late failure of an attempt that was given up changes nothing")
  func lateFailureIsIgnored() {
    var play = Play(TestPrograms.order(), ["payment.charge": [.vanishes]])
    while play.state.steps[0].action.attempts < 2 { _ = play.step() }
    let before = play.state
    let first = CallID(RecordID(StepID(0)), phase: .action, attempt: 1)
    play.feed(.answered(first, .retryable(effect: .unknown, notBefore: nil, message: "500")))
    #expect(play.state == before)
  }

  @Test("a second success of one attempt is ignored")
  func duplicateSuccessIsIgnored() {
    var play = Play(TestPrograms.order())
    _ = play.step()
    let before = play.state
    play.feed(.answered(CallID(RecordID(StepID(0)), phase: .action, attempt: 1), .ok(["paymentId": "other"])))
    #expect(play.state == before)
  }

  @Test("anything that comes after the end leaves the state as it is")
  func endedInstanceRestsInPeace() {
    var play = Play(TestPrograms.order())
    play.run()
    let end = play.state
    play.feed(.answered(CallID(RecordID(StepID(2)), phase: .action, attempt: 1), .ok(nil)))
    play.feed(.cancel(reason: "late", by: "somebody"))
    play.feed(.received(.init(id: "e-9", name: "delivery.started.v1", data: ["orderId": 7])))
    play.feed(.recovered)
    #expect(play.state.status == end.status && play.state.steps == end.steps)
  }

  @Test(
    "a service that remembers its calls tells what became of one",
    arguments: [
      ("applied", Status.completed, 1), ("none", Status.compensated, 0), ("unknown", Status.compensated, 0),
    ])
  func checkDecides(outcome: String, status: Status, net: Int) {
    let answer: JSON = ["outcome": .string(outcome), "output": ["paymentId": "p-1"]]
    var play = Play(
      TestPrograms.order(check: true), ["payment.charge": [.timesOut], "payment.status": [.returns(answer)]])
    play.run()
    #expect(play.state.status == status)
    let expectsRefund = outcome == "unknown"
    #expect(play.effects("payment.refund") == (expectsRefund ? 1 : 0))
  }

  @Test("a late success answers the question before the service does")
  func lateSuccessEndsTheCheck() {
    var play = Play(TestPrograms.order(check: true), ["payment.charge": [.vanishes], "payment.status": [.vanishes]])
    while play.state.steps[0].status != .checking { _ = play.step() }
    play.feed(.answered(CallID(RecordID(StepID(0)), phase: .action, attempt: 1), .ok(["paymentId": "late"])))
    #expect(play.state.steps[0].status == .succeeded)
    #expect(play.state.inFlight.map(\.step) == [StepID(1)])
    play.feed(.recovered)
    play.run()
    #expect(play.state.status == .completed)
  }

  @Test("an unknown outcome that shall alert stands still until somebody acts")
  func unknownOutcomeAlerts() {
    var play = Play(TestPrograms.order(onUnknown: .alert), ["payment.charge": [.timesOut]])
    play.run()
    #expect(play.state.isStuck)
    #expect(play.state.incidents.map(\.kind) == ["unknown_outcome"])
  }

  @Test("an unknown outcome that shall be retried is retried beyond the limit")
  func unknownOutcomeIsRetried() {
    let lost = Array(repeating: Play.Answer.vanishes, count: 6)
    var play = Play(TestPrograms.order(onUnknown: .retry), ["payment.charge": lost + [.ok]])
    play.run()
    #expect(play.state.status == .completed)
    #expect(play.state.steps[0].action.attempts == 7)
  }
}

@Suite("A pivot that can be asked about")
struct CheckedPivotTests {
  /// The order's program with a bounded pivot that has a check.
  static func program() -> SagaProgram {
    var program = TestPrograms.order()
    guard case .invoke(var ship) = program.nodes[2].instruction else { return program }
    ship.call.policy = PolicyID(0)
    ship.check = CallPlan(operation: OperationID(6), arguments: ship.call.arguments, policy: PolicyID(0))
    program.nodes[2].instruction = .invoke(ship)
    return program
  }

  @Test(
    "what the service tells decides",
    arguments: [
      ("applied", Status.completed), ("none", .compensated),
    ])
  func answersDecide(outcome: String, status: Status) {
    let answer: JSON = ["outcome": .string(outcome)]
    let script: [String: [Play.Answer]] = [
      "delivery.request": [outcome == "applied" ? .timesOut : .vanishes], "payment.status": [.returns(answer)],
    ]
    var play = Play(Self.program(), script)
    play.run()
    #expect(play.state.status == status)
  }

  @Test("where the service cannot tell, the pivot is retried on, never undone")
  func unknownStaysForward() {
    let script: [String: [Play.Answer]] = [
      "delivery.request": [.vanishes, .vanishes, .vanishes, .ok], "payment.status": [.returns(["outcome": "unknown"])],
    ]
    var play = Play(Self.program(), script)
    play.run()
    #expect(play.state.status == .completed)
    #expect(play.effects("payment.refund") == 0)
  }
}
