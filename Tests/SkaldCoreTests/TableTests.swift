import SkaldCore
import SkaldValue
import Testing

/// Rows of the tables that the machine once read otherwise, each as a short story.
@Suite("Rows of the tables")
struct TableTests {
  static let ok = CallResult.ok(["n": 1])
  static let declined = CallResult.refused(code: "declined", message: "")
  static let busy = CallResult.retryable(effect: .none, notBefore: nil, message: "")
  static let lost = CallResult.lost(message: "")

  @Test("an operation without effect that times out has failed, and can be caught")
  func effectFreeFails() {
    var saga = ReferenceSaga()
    var lookUp = ReferenceSaga.Call(action: .init(hasEffect: false))
    lookUp.patience.attempts = 1
    lookUp.onUnknown = .alert
    lookUp.alternatives = [.init(code: Failure.timedOut, stage: 1)]
    saga.stages = [
      .init(kind: .call(lookUp), next: 2), .init(kind: .set, next: 2), .init(kind: .finish, next: nil),
    ]
    var bench = Bench(saga: saga)
    bench.answer(0, Self.lost)
    #expect(bench.state.steps[0].status == .failed)
    #expect(bench.state.status == .completed)
  }

  @Test(
    "a result that is of no use is an effect all the same, whatever the next attempt says",
    arguments: [CallResult.ok(nil), .blocked(effect: .applied, message: "")])
  func uselessResultIsAnEffect(result: CallResult) {
    var charge = ReferenceSaga.Call(action: .init(idempotency: .natural, remembersRefusals: false, hasResult: true))
    charge.alternatives = [.init(code: nil, stage: 1)]
    var bench = Bench(charge)
    bench.answer(0, result)
    #expect(bench.state.steps[0].effect == .applied)
    bench.act(.retry(Bench.record(0)))
    bench.answer(0, Self.declined, attempt: 2)
    #expect(bench.state.steps[0].status == .unknown)
    bench.pass(.minutes(1))
    #expect(bench.calls.contains("undo 0.1"))
  }

  @Test("a result by key ends the wait for calls that may still land, one of another kind does not")
  func quiesceAfterSuccess() {
    for (idempotency, wait) in [(Operation.Idempotency.key, Int64(0)), (.natural, 10)] {
      var bench = Bench(.init(action: .init(idempotency: idempotency, remembersRefusals: false)), .init())
      bench.answer(0, Self.lost)
      bench.pass(.seconds(1))
      let turn = bench.now
      // The second attempt is in flight; the first one's result comes late, and the newer attempt is given up.
      bench.answer(0, Self.ok, attempt: 1)
      bench.answer(1, Self.declined)
      bench.pass(.seconds(30))
      #expect(bench.firstUndo == turn + .seconds(wait), "\(idempotency)")
    }
  }

  @Test("the undo of a service with a barrier does not wait, and a success after it is reported")
  func barrier() {
    var bench = Bench(.init(action: .init(hasBarrier: true)), .init())
    bench.answer(0, Self.lost)
    bench.cancel()
    #expect(bench.firstUndo == bench.now)
    // The action may have come first: the barrier takes care of the order.
    bench.answer(0, Self.ok)
    #expect(bench.state.incidents.isEmpty)
  }

  @Test("a success after an undo that is done speaks against the service's barrier")
  func barrierViolation() {
    var bench = Bench(.init(), .init(action: .init(hasBarrier: true)))
    bench.answer(0, Self.ok)
    bench.cancel()
    bench.answer(1, Self.ok, .undo)
    #expect(bench.state.steps[1].undo == .done)
    bench.answer(1, Self.ok)
    #expect(bench.state.incidents.map(\.kind) == ["barrier_violation"])
  }

  @Test(
    "a step that an operator settles is undone once its call can no longer land",
    arguments: [
      OperatorAct.Verb.skip(Bench.record(0)), .resolve(Bench.record(0), output: nil),
      .fail(Bench.record(0), code: "burnt_down"),
    ])
  func operatorsQuiesce(verb: OperatorAct.Verb) {
    var bench = Bench(.init(), .init())
    let turn = bench.now
    bench.act(verb)
    #expect(bench.abandoned == [CallID(Bench.record(0), phase: .action, attempt: 1)])
    bench.answer(1, Self.declined)
    bench.pass(.seconds(30))
    #expect(bench.firstUndo == turn + .seconds(10))
  }

  @Test("a step that an operator says is done, before it was called, is undone like any other")
  func resolvedBeforeItsCall() {
    var bench = Bench(.init(), .init(), .init())
    bench.act(.pause)
    bench.answer(0, Self.ok)
    bench.act(.resolve(Bench.record(1), output: nil))
    bench.act(.resume)
    bench.pass(.seconds(1))
    bench.answer(2, Self.declined)
    #expect(bench.calls.last == "undo 1.1")
  }

  @Test("an instance that was terminated makes no call, also after a restart")
  func terminatedMakesNoCall() {
    var bench = Bench(.init())
    bench.act(.terminate)
    #expect(bench.state.isAtRest)
    bench.feed(.recovered)
    bench.pass(.hours(1))
    #expect(bench.calls == ["action 0.1"])
    #expect(bench.state.status == .terminated)
  }

  @Test("at a restart an undo that must not be repeated, or that is answered later, is left to its time limit")
  func recoveryLeavesUndos() {
    var once = ReferenceSaga.Call()
    once.undo.idempotency = .never
    for (call, answer) in [(once, nil), (ReferenceSaga.Call(), CallResult.pending)] {
      var bench = Bench(call, .init())
      bench.answer(0, Self.ok)
      bench.answer(1, Self.declined)
      if let answer { bench.answer(0, answer, .undo) }
      bench.feed(.recovered)
      #expect(bench.calls == ["action 0.1", "action 1.1", "undo 0.1"])
      bench.pass(.seconds(12))
      #expect(bench.calls.last == "undo 0.2")
    }
  }

  @Test("behind the pivot the retries go on at the longest wait, and not before the service's time")
  func insistsAtTheLongestWait() {
    var ship = ReferenceSaga.Call(position: .afterPivot)
    ship.patience.attempts = nil
    var bench = Bench(.init(position: .pivot), ship)
    bench.answer(0, Self.ok)
    bench.answer(1, Self.declined)
    bench.pass(.seconds(4))
    bench.answer(1, Self.busy, attempt: 2)
    let second = bench.now
    bench.pass(.seconds(4))
    #expect(bench.sent.last?.at == second + .seconds(4))
    bench.answer(1, .retryable(effect: .none, notBefore: .seconds(600), message: ""), attempt: 3)
    #expect(bench.state.nextDue(bench.program) == bench.now + .seconds(600))
    #expect(bench.state.steps[1].status == .blocked)
  }

  @Test("an instance is stuck because of what blocks it, not of what an earlier attempt met")
  func failureIsWhatBlocks() {
    var bench = Bench(.init())
    bench.answer(0, Self.lost)
    bench.pass(.seconds(1))
    bench.answer(0, .blocked(effect: .none, message: "404"), attempt: 2)
    #expect(bench.state.failure == Failure(code: "handler_blocked", step: "s0", message: "404"))
  }

  @Test("a success of what was proven to have no effect is reported while the saga turns back")
  func successAfterProof() {
    var bench = Bench(.init(), .init())
    bench.answer(0, Self.ok)
    bench.answer(1, Self.declined)
    #expect(bench.state.steps[1].undo == .notNeeded)
    bench.answer(1, Self.ok)
    #expect(bench.state.incidents.map(\.kind) == ["late_effect_after_undo"])
  }

  @Test("nobody is asked what became of a call that nothing undoes, and an ended instance takes no answer")
  func noCheckWithoutUndo() {
    var email = ReferenceSaga.Call(undoCalls: 0, check: .init())
    email.patience.attempts = 1
    var bench = Bench(email)
    bench.cancel()
    #expect(bench.state.status == .compensated)
    #expect(bench.calls == ["action 0.1"])

    var asked = Bench(email)
    asked.answer(0, Self.lost)
    #expect(asked.calls.last == "check 0.1")
    asked.cancel()
    #expect(asked.state.status == .compensated && asked.state.isAtRest)
    let ended = asked.state
    asked.answer(0, .ok(["outcome": "none"]), .check)
    #expect(asked.state == ended)
  }
}
