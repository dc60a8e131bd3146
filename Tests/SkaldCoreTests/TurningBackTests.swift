import SkaldCore
import SkaldValue
import Testing

@Suite("Turning back")
struct TurningBackTests {
  @Test("a cancel before the pivot undoes what was done")
  func cancelBeforeThePivot() {
    var play = Play(TestPrograms.order(), ["inventory.reserve": [.vanishes]])
    while play.state.steps[1].status != .running { _ = play.step() }
    play.feed(.cancel(reason: "no longer wanted", by: "customer"))
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.state.cause == .cancel)
    #expect(play.report.calls.map(\.operation).suffix(2) == ["inventory.release", "payment.refund"])
  }

  @Test("a cancel while the pivot is in doubt is refused and changes nothing")
  func cancelInDoubt() {
    var play = Play(TestPrograms.order(), ["delivery.request": [.vanishes, .ok]])
    while play.state.steps[2].status != .running { _ = play.step() }
    play.feed(.cancel(reason: "too late", by: "customer"))
    #expect(play.state.status == .running)
    play.run()
    #expect(play.state.status == .completed)
  }

  @Test("a refused pivot is open again: the instance can be canceled")
  func refusedPivotIsOpenAgain() {
    var play = Play(TestPrograms.order(), ["delivery.request": [.busy]])
    while play.state.steps[2].status != .backoff { _ = play.step() }
    play.feed(.cancel(reason: "tired of waiting", by: "customer"))
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.effects("payment.refund") == 1)
  }

  @Test("the deadline turns an instance back that has not reached the pivot")
  func deadlineTurnsBack() {
    var program = TestPrograms.order()
    program.tuning.deadline = .seconds(5)
    var play = Play(program, ["inventory.reserve": [.vanishes]])
    play.run()
    #expect(play.state.cause == .deadline)
    #expect(play.state.failure?.code == Failure.deadlineExceeded)
    #expect(play.state.status == .compensated)
  }

  @Test("the deadline does nothing once the pivot was attempted")
  func deadlineAfterThePivot() {
    var program = TestPrograms.order()
    program.tuning.deadline = .seconds(5)
    var play = Play(program, ["delivery.request": [.vanishes, .ok]])
    play.run()
    #expect(play.state.status == .completed)
    #expect(play.state.isDeadlineOver)
  }

  @Test("an undo waits until a call that was given up can no longer land")
  func undoWaitsForStragglers() throws {
    var play = Play(TestPrograms.order(), ["payment.charge": [.vanishes]])
    while play.state.status == .running { _ = play.step() }
    let turn = play.now
    while play.report.calls.last?.operation != "payment.refund" { _ = play.step() }
    #expect(play.now - turn == .seconds(10))
  }

  @Test("a success that comes before its undo began is undone as applied")
  func lateSuccessBeforeUndo() {
    var play = Play(TestPrograms.order(), ["payment.charge": [.vanishes]])
    while play.state.status == .running { _ = play.step() }
    play.feed(.answered(CallID(RecordID(StepID(0)), phase: .action, attempt: 3), .ok(["paymentId": "p-1"])))
    #expect(play.state.steps[0].effect == .applied)
    #expect(play.report.calls.last?.operation == "payment.refund")
  }

  @Test("a success that comes after its undo began is reported, never undone again")
  func lateSuccessAfterUndo() {
    var play = Play(TestPrograms.order(), ["payment.charge": [.vanishes], "payment.refund": [.vanishes, .ok]])
    while play.state.steps[0].undo != .running { _ = play.step() }
    play.feed(.answered(CallID(RecordID(StepID(0)), phase: .action, attempt: 1), .ok(["paymentId": "p-1"])))
    #expect(play.state.incidents.map(\.kind) == ["late_effect_after_undo"])
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.effects("payment.refund") == 1)
  }

  @Test("an undo that is refused stands still and is reported at once")
  func refusedUndoBlocks() {
    var play = Play(
      TestPrograms.order(),
      ["inventory.reserve": [.refuses("out_of_stock")], "payment.refund": [.refuses("closed")]])
    play.run()
    #expect(play.state.status == .compensating)
    #expect(play.state.steps[0].undo == .blocked)
    #expect(play.state.incidents.map(\.kind) == ["undo_refused"])
  }

  @Test("an undo that does not get done is reported after ten tries and goes on")
  func longUndoIsReported() {
    let fails = Array(repeating: Play.Answer.fails, count: 12)
    var play = Play(
      TestPrograms.order(), ["inventory.reserve": [.refuses("out_of_stock")], "payment.refund": fails + [.ok]])
    while play.state.steps[0].undoing.attempts < 11 { _ = play.step() }
    #expect(play.state.incidents.map(\.kind) == ["undo_takes_long"])
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.state.incidents.isEmpty)
  }

  @Test("a call lost with the engine is made again under the same key and costs no attempt")
  func recoveryCostsNoAttempt() {
    var play = Play(TestPrograms.order(), ["payment.charge": [.vanishes, .vanishes, .vanishes, .vanishes, .ok]])
    play.feed(.recovered)
    play.feed(.recovered)
    #expect(play.state.steps[0].action.attempts == 3)
    #expect(play.state.steps[0].action.spent == 1)
    play.run()
    #expect(play.state.status == .completed)
    #expect(Set(play.report.calls.prefix(5).map(\.idempotencyKey)) == ["sk1:1:charge.0:a"])
  }

  @Test("an undo keeps its own key through every attempt and restart")
  func undoKeepsItsKey() {
    var play = Play(
      TestPrograms.order(),
      ["inventory.reserve": [.refuses("out_of_stock")], "payment.refund": [.vanishes, .fails, .ok]])
    while play.state.steps[0].undo != .running { _ = play.step() }
    play.feed(.recovered)
    play.run()
    let keys = play.report.calls.filter { $0.operation == "payment.refund" }.map(\.idempotencyKey)
    #expect(keys.count == 3 && Set(keys) == ["sk1:1:charge.0:c"])
  }
}
