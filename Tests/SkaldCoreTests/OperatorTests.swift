import SkaldCore
import SkaldValue
import Testing

@Suite("What operators do")
struct OperatorTests {
  private static let charge = RecordID(StepID(0), block: 0)
  private static let reserve = RecordID(StepID(1), block: 0)
  private static let ship = RecordID(StepID(2), block: 0)

  private static func act(_ verb: OperatorAct.Verb) -> SagaEvent.Kind {
    .operated(OperatorAct(verb, reason: "seen to", by: "ann"))
  }

  /// Plays until the instance is stuck.
  private static func stuck(_ script: [String: [Play.Answer]]) -> Play {
    var play = Play(TestPrograms.order(), script)
    play.run()
    #expect(play.state.isStuck)
    return play
  }

  @Test("a blocked step is tried again, under its key, and the saga completes")
  func retry() {
    var play = Self.stuck(["inventory.reserve": [.blocked, .ok]])
    #expect(play.state.stuckRecords(play.program) == [Self.reserve])
    play.feed(Self.act(.retry(Self.reserve)))
    #expect(!play.state.isStuck)
    play.run()
    #expect(play.state.status == .completed)
    let keys = Set(play.report.calls.filter { $0.operation == "inventory.reserve" }.map { $0.idempotencyKey })
    #expect(keys.count == 1)
    #expect(play.effects("inventory.reserve") == 1)
  }

  @Test("a retry that meets the same fault blocks again")
  func retryInVain() {
    var play = Self.stuck(["inventory.reserve": [.blocked]])
    play.feed(Self.act(.retry(Self.reserve)))
    play.run()
    #expect(play.state.isStuck)
    #expect(play.state.incidents.count == 1)
  }

  @Test("a resolved step succeeded with the given output, and is undone like any other")
  func resolve() {
    var play = Self.stuck([
      "payment.charge": [.blocked], "delivery.request": [.refuses("address_unserviceable")],
    ])
    play.feed(Self.act(.resolve(Self.charge, output: ["paymentId": "by hand"])))
    #expect(play.state.steps[0].status == .succeeded)
    #expect(play.state.steps[0].output == ["paymentId": "by hand"])
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.effects("payment.refund") == 1)
  }

  @Test("a skipped step has no result; what it did not do is not undone")
  func skip() {
    var play = Self.stuck([
      "inventory.reserve": [.blocked], "delivery.request": [.refuses("address_unserviceable")],
    ])
    play.feed(Self.act(.skip(Self.reserve)))
    #expect(play.state.steps[1].status == .skipped)
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.effects("inventory.reserve") == 0)
  }

  @Test("a failed step turns the saga back, with the operator's words as the failure")
  func fail() {
    var play = Self.stuck(["inventory.reserve": [.blocked]])
    play.feed(Self.act(.fail(Self.reserve, code: "warehouse_burnt_down")))
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.state.failure == Failure(code: "warehouse_burnt_down", step: "reserve", message: "seen to"))
    #expect(play.effects("payment.refund") == 1)
  }

  @Test("an undo that is forced counts as done: the saga ends as compensated")
  func force() {
    var play = Self.stuck(["inventory.reserve": [.refuses("out_of_stock")], "payment.refund": [.blocked]])
    #expect(play.state.stuckRecords(play.program) == [Self.charge])
    play.feed(Self.act(.force(Self.charge)))
    #expect(play.state.status == .compensated)
    #expect(play.state.steps[0].undo == .forced)
  }

  @Test("an undo that is abandoned leaves its effect: the saga ends as failed")
  func abandon() {
    var play = Self.stuck(["inventory.reserve": [.refuses("out_of_stock")], "payment.refund": [.blocked]])
    play.feed(Self.act(.abandon(Self.charge)))
    #expect(play.state.status == .failed)
    #expect(play.state.steps[0].undo == .abandoned)
    #expect(play.state.residue(play.program) == [Self.charge])
  }

  @Test("an undo is tried again")
  func retryUndo() {
    var play = Self.stuck(["inventory.reserve": [.refuses("out_of_stock")], "payment.refund": [.blocked, .ok]])
    play.feed(Self.act(.retry(Self.charge)))
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.effects("payment.refund") == 1)
  }

  @Test("to terminate ends an instance where it stands, and later answers change nothing")
  func terminate() {
    var play = Play(TestPrograms.order(), ["inventory.reserve": [.vanishes]])
    while play.state.steps[1].status != .running { _ = play.step() }
    #expect(play.state.residue(play.program) == [Self.charge, Self.reserve])
    play.feed(Self.act(.terminate))
    #expect(play.state.status == .terminated)
    #expect(play.state.cause == .operator)
    let ended = play.state
    play.feed(.answered(CallID(Self.reserve, phase: .action, attempt: 1), .ok(nil)))
    play.feed(.cancel(reason: "", by: ""))
    play.run()
    #expect(play.state.status == ended.status && play.state.steps == ended.steps)
  }

  @Test("to compensate is to cancel, with the operator as the cause, and is refused past the pivot")
  func compensate() {
    var play = Play(TestPrograms.order(), ["inventory.reserve": [.vanishes]])
    while play.state.steps[1].status != .running { _ = play.step() }
    play.feed(Self.act(.compensate))
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.state.cause == .operator)

    var past = Play(TestPrograms.order(), ["delivery.request": [.vanishes, .ok]])
    while past.state.steps[2].status != .running { _ = past.step() }
    past.feed(Self.act(.compensate))
    #expect(past.state.status == .running)
    past.run()
    #expect(past.state.status == .completed)
  }

  @Test("what changes nothing is not possible, and not kept")
  func impossible() {
    var play = Play(TestPrograms.order(), ["delivery.request": [.vanishes, .ok]])
    while play.state.steps[2].status != .running { _ = play.step() }
    let verbs: [OperatorAct.Verb] = [
      .retry(Self.charge), .resolve(Self.charge, output: nil), .skip(Self.charge), .fail(Self.charge, code: "x"),
      .force(Self.charge), .abandon(Self.charge), .retry(Self.ship), .force(Self.ship),
      // The pivot is in doubt.
      .fail(Self.ship, code: "x"), .retry(RecordID(StepID(99), block: 0)), .skip(RecordID(StepID(0), block: 7)),
    ]
    for verb in verbs {
      #expect(!play.state.allows(verb, play.program), "\(verb)")
      let count = play.journal.count
      play.feed(Self.act(verb))
      #expect(play.journal.count == count)
    }
    play.run()
    #expect(play.state.status == .completed)
    #expect(!play.state.allows(.terminate, play.program))
  }

  @Test("a journal with acts tells the same state")
  func folds() throws {
    var play = Self.stuck(["inventory.reserve": [.blocked, .ok], "notification.send": [.blocked]])
    play.feed(Self.act(.retry(Self.reserve)))
    play.run()
    let coded = try play.journal.map { try SagaEvent(at: $0.at, encoded: $0.encoded) }
    #expect(coded == play.journal)
    #expect(try History.state(play.program, coded) == play.state)
    let entries = try History.replay(play.program, coded).entries
    let act = try #require(entries.first { $0.type == "operator.retry" })
    #expect(act.step == "reserve")
    #expect(act.data == ["by": "ann", "reason": "seen to"])
  }
}
