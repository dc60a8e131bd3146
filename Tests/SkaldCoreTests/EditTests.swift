import SkaldCore
import SkaldValue
import Testing

@Suite("What operators change of steps")
struct EditTests {
  private static let charge = RecordID(StepID(0))
  private static let reserve = RecordID(StepID(1))

  private static func act(_ verb: OperatorAct.Verb) -> SagaEvent.Kind {
    .operated(OperatorAct(verb, reason: "seen to", by: "ann"))
  }

  private static func stuck(_ script: [String: [Play.Answer]]) -> Play {
    var play = Play(TestPrograms.order(), script)
    play.run()
    #expect(play.state.isStuck)
    return play
  }

  private static func keys(_ play: Play, _ operation: String) -> [String] {
    play.report.calls.filter { $0.operation == operation }.map(\.idempotencyKey)
  }

  @Test("a blocked step is called with other arguments, under its key")
  func edit() {
    var play = Self.stuck(["inventory.reserve": [.blocked, .ok]])
    play.feed(Self.act(.edit(Self.reserve, input: ["orderId": 8])))
    #expect(play.arguments("inventory.reserve") == [["orderId": 7], ["orderId": 8]])
    play.run()
    #expect(play.state.status == .completed)
    #expect(Set(Self.keys(play, "inventory.reserve")).count == 1)
  }

  @Test("the arguments stay changed for the attempts that follow")
  func editLasts() {
    var play = Self.stuck(["inventory.reserve": [.blocked, .fails, .ok]])
    play.feed(Self.act(.edit(Self.reserve, input: ["orderId": 8])))
    play.run()
    #expect(play.arguments("inventory.reserve") == [["orderId": 7], ["orderId": 8], ["orderId": 8]])
  }

  @Test("an undo that stands still is called with other arguments")
  func editUndo() {
    var play = Self.stuck(["inventory.reserve": [.refuses("out_of_stock")], "payment.refund": [.blocked, .ok]])
    play.feed(Self.act(.edit(Self.charge, input: ["orderId": 9])))
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.arguments("payment.refund").last == ["orderId": 9])
    #expect(play.arguments("payment.charge") == [["orderId": 7]])
  }

  @Test("a step that is under way is not changed")
  func editInFlight() {
    var play = Play(TestPrograms.order(), ["payment.charge": [.vanishes]])
    #expect(!play.state.allows(.edit(Self.charge, input: .null), play.program))
    let events = play.journal.count
    play.feed(Self.act(.edit(Self.charge, input: .null)))
    #expect(play.journal.count == events)
  }

  @Test("a step that is gone back to is called again under its key, and those behind it too")
  func rerun() {
    var play = Self.stuck(["inventory.reserve": [.blocked, .ok]])
    let emitted = play.report.emits.count
    play.feed(Self.act(.rerun(Self.charge, newKey: false)))
    #expect(play.state.steps[0].status == .running)
    play.run()
    #expect(play.state.status == .completed)
    #expect(play.effects("payment.charge") == 1)
    #expect(Self.keys(play, "payment.charge").count == 2)
    #expect(Set(Self.keys(play, "payment.charge")).count == 1)
    // What followed from the success of the charge does not happen twice.
    #expect(play.report.emits.filter { $0.name == "payment.completed.v1" }.count == 1)
    #expect(emitted >= 1)
    #expect(play.state.incidents == [])
  }

  @Test("a new key makes a new call of a step that surely did nothing")
  func newKey() {
    var play = Self.stuck(["inventory.reserve": [.blocked, .ok]])
    play.feed(Self.act(.rerun(Self.reserve, newKey: true)))
    play.run()
    #expect(play.state.status == .completed)
    #expect(Self.keys(play, "inventory.reserve") == ["sk1:1:reserve.0:a", "sk1:1:reserve.1:a"])
  }

  @Test("a new key is refused where the call would happen twice")
  func newKeyRefused() {
    let play = Self.stuck(["inventory.reserve": [.blocked]])
    #expect(!play.state.allows(.rerun(Self.charge, newKey: true), play.program))
    #expect(play.state.allows(.rerun(Self.charge, newKey: false), play.program))
  }

  @Test("there is no way back behind an event that was awaited")
  func rerunBehindAWait() {
    var play = Play(TestPrograms.order(), ["notification.send": [.blocked]])
    play.run()
    #expect(play.state.stuckRecords(play.program) == [RecordID(StepID(4))])
    #expect(!play.state.allows(.rerun(Self.reserve, newKey: false), play.program))
    #expect(play.state.allows(.rerun(RecordID(StepID(4)), newKey: false), play.program))
  }

  @Test("a saga that was gone back in is undone as if it had not been")
  func rerunThenUndo() {
    var play = Self.stuck([
      "inventory.reserve": [.blocked, .ok], "delivery.request": [.refuses("address_unserviceable")],
    ])
    play.feed(Self.act(.rerun(Self.charge, newKey: false)))
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.effects("payment.refund") == 1)
    #expect(play.effects("inventory.release") == 1)
  }

  @Test("the attempts are counted anew")
  func budget() {
    var play = Self.stuck(["inventory.reserve": [.fails, .blocked, .fails, .fails, .ok]])
    play.feed(Self.act(.rerun(Self.reserve, newKey: false)))
    play.run()
    #expect(play.state.status == .completed)
  }
}
