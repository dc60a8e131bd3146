import SkaldCore
import SkaldValue
import Testing

@Suite("A call that is answered later")
struct PendingTests {
  private static let charge = RecordID(StepID(0))

  private static func call(_ attempt: Int, _ phase: Phase = .action) -> CallID {
    CallID(charge, phase: phase, attempt: attempt)
  }

  /// Plays until the service has said that it will answer later.
  private static func pending(_ program: SagaProgram = TestPrograms.order()) -> Play {
    var play = Play(program, ["payment.charge": [.pending, .ok]])
    while play.state.steps[0].status != .waiting { _ = play.step() }
    return play
  }

  @Test("waits, and goes on with the answer")
  func answered() {
    var play = Self.pending()
    play.feed(.answered(Self.call(1), .ok(["paymentId": "late"])))
    #expect(play.state.steps[0].output == ["paymentId": "late"])
    play.run()
    #expect(play.state.status == .completed)
    #expect(play.report.calls.filter { $0.operation == "payment.charge" }.count == 1)
  }

  @Test("is refused as at once")
  func refused() {
    var play = Self.pending()
    play.feed(.answered(Self.call(1), .refused(code: "card_declined", message: "")))
    #expect(play.state.failure?.code == "card_declined")
    #expect(play.state.status == .compensated)
  }

  @Test("may be answered before it is known that the answer comes later")
  func early() {
    var play = Play(TestPrograms.order(), ["payment.charge": [.vanishes]])
    play.feed(.answered(Self.call(1), .ok(["paymentId": "early"])))
    #expect(play.state.steps[0].status == .succeeded)
    let events = play.journal.count
    play.feed(.answered(Self.call(1), .pending))
    #expect(play.journal.count == events)
  }

  @Test("has the time limit of its attempt, and is then made again under the same key")
  func limit() {
    var play = Self.pending()
    play.run()
    #expect(play.state.status == .completed)
    #expect(play.report.calls.filter { $0.operation == "payment.charge" }.count == 2)
    #expect(play.effects("payment.charge") == 1)
  }

  @Test("has to report where there is a heartbeat; each report gives it as much time again")
  func heartbeat() {
    var program = TestPrograms.order()
    program.tuning.policies[0].timeout = .minutes(10)
    program.tuning.policies[0].heartbeat = .minutes(1)
    var play = Self.pending(program)
    let began = play.now
    let limit = Timestamp(milliseconds: 1_000_000) + .minutes(10)
    #expect(play.state.nextDue(program) == began + .minutes(1))
    for minute in 1...8 {
      play.advance(to: began + .seconds(50 * Int64(minute)))
      play.feed(.answered(Self.call(1), .pending))
      #expect(play.state.nextDue(program) == min(play.now + .minutes(1), limit))
    }
  }

  @Test("and lives on at its service is not made again after a restart", arguments: [Phase.action, .undo])
  func recovery(phase: Phase) {
    var play = Play(
      TestPrograms.order(),
      phase == .action
        ? ["payment.charge": [.pending]]
        : ["inventory.reserve": [.refuses("out_of_stock")], "payment.refund": [.pending]])
    let operation = phase == .action ? "payment.charge" : "payment.refund"
    while play.report.calls.last(where: { $0.operation == operation })?.outcome != "pending" { _ = play.step() }
    play.feed(.recovered)
    #expect(play.report.calls.filter { $0.operation == operation }.count == 1)
    let result: JSON = phase == .action ? ["paymentId": "p"] : ["refundId": "r"]
    play.feed(.answered(Self.call(1, phase), .ok(result)))
    #expect(phase == .action ? play.state.steps[0].status == .succeeded : play.state.status == .compensated)
  }

  @Test("and was made again meanwhile is still ended by the first answer")
  func olderAttempt() {
    var play = Play(TestPrograms.order(), ["payment.charge": [.pending, .vanishes]])
    while play.state.steps[0].action.attempts < 2 { _ = play.step() }
    play.feed(.answered(Self.call(1), .ok(["paymentId": "first"])))
    #expect(play.state.steps[0].output == ["paymentId": "first"])
  }
}
