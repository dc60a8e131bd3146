import SkaldCore
import SkaldValue
import Testing

@Suite("A paused instance")
struct PauseTests {
  private static let reserve = RecordID(StepID(1))

  private static func act(_ verb: OperatorAct.Verb) -> SagaEvent.Kind {
    .operated(OperatorAct(verb, reason: "", by: "ann"))
  }

  /// Every answer that a service can give while the instance is paused, and what the saga comes to in the end.
  private static let scripts: [(name: String, script: [String: [Play.Answer]], end: Status)] = [
    ("success", [:], .completed),
    ("a refusal", ["inventory.reserve": [.refuses("out_of_stock")]], .compensated),
    ("a lost answer", ["payment.charge": [.timesOut, .ok]], .completed),
    (
      "an undo that needs several attempts",
      [
        "delivery.request": [.refuses("address_unserviceable")], "payment.refund": [.fails, .timesOut, .ok],
      ], .compensated
    ),
    ("attempts that are used up", ["inventory.reserve": [.timesOut]], .compensated),
  ]

  @Test("makes no call, whenever it is paused, and ends as if it had not been", arguments: scripts.indices)
  func everywhere(index: Int) {
    let (name, script, end) = Self.scripts[index]
    var moments = 0
    while true {
      var play = Play(TestPrograms.order(), script)
      var isOver = false
      for _ in 0..<moments where !isOver { isOver = !play.step() || play.state.status.isTerminal }
      guard !isOver, !play.state.status.isTerminal else { break }
      play.feed(Self.act(.pause))
      #expect(play.state.isPaused)
      let calls = play.report.calls.count
      // Answers on their way, time limits and events still come.
      play.run()
      #expect(play.report.calls.count == calls, "\(name), paused after \(moments) events")
      #expect(play.state.isAtRest || play.state.status.isTerminal)
      play.feed(Self.act(.resume))
      play.run()
      #expect(play.state.status == end, "\(name), paused after \(moments) events")
      moments += 1
    }
    #expect(moments > 2)
  }

  @Test("can be paused twice and resumed twice, and only the first time counts")
  func twice() {
    var play = Play(TestPrograms.order())
    play.feed(Self.act(.pause))
    let events = play.journal.count
    play.feed(Self.act(.pause))
    #expect(play.journal.count == events)
    play.feed(Self.act(.resume))
    play.feed(Self.act(.resume))
    #expect(play.journal.count == events + 1)
  }

  @Test("turns back when it is canceled, and is undone once it is resumed")
  func cancel() {
    var play = Play(TestPrograms.order())
    while play.state.steps[1].status != .running { _ = play.step() }
    play.feed(Self.act(.pause))
    play.feed(.cancel(reason: "customer", by: "ann"))
    play.run()
    #expect(play.state.status == .compensating)
    #expect(play.effects("payment.refund") == 0)
    play.feed(Self.act(.resume))
    play.run()
    #expect(play.state.status == .compensated)
    #expect(play.effects("payment.refund") == 1)
    #expect(play.effects("inventory.reserve") == play.effects("inventory.release"))
  }

  @Test("names the step that waits for it as ready")
  func ready() {
    var play = Play(TestPrograms.order())
    play.feed(Self.act(.pause))
    play.run()
    #expect(play.state.steps[0].status == .succeeded)
    #expect(play.state[Self.reserve].status == .ready)
    #expect(play.state[Self.reserve].effect == Effect.none)
    #expect(play.state.nextDue(play.program) == nil)
  }

  @Test("that lost its calls with the engine makes them again once it is resumed")
  func recovery() {
    var play = Play(TestPrograms.order(), ["inventory.reserve": [.vanishes, .ok]])
    while play.state[Self.reserve].status != .running { _ = play.step() }
    play.feed(Self.act(.pause))
    play.feed(.recovered)
    #expect(play.state.isAtRest)
    play.feed(Self.act(.resume))
    play.run()
    #expect(play.state.status == .completed)
    #expect(play.effects("inventory.reserve") == 1)
  }
}
