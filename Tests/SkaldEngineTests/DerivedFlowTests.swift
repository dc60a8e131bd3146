import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

/// Under every single fault a derived choreography ends as its saga does, with the same effects.
@Suite("Derived choreographies, held against their sagas")
struct DerivedFlowTests {
  /// The sample, and the sagas of the corpus that a choreography can say.
  static let sagas = [
    "place-order", "activate-sim", "book-trip", "cook-meal-kit", "issue-gift-card", "move-tenant",
    "order-prescription", "rent-car", "rotate-credentials", "transfer-money", "verify-merchant", "write-will",
  ]

  /// What one operation does.
  private static func rules(_ saga: SagaProgram, _ behaviors: [MockScript.Behavior], _ count: Int?) -> [MockScript.Rule]
  {
    saga.operations.flatMap { operation in
      behaviors.map { MockScript.Rule(operation: operation.name, behavior: $0, count: count) }
    }
  }

  private static func refusals(_ saga: SagaProgram) -> [MockScript.Rule] {
    saga.operations.flatMap { operation in
      operation.refusals.map { MockScript.Rule(operation: operation.name, behavior: .refuses(code: $0)) }
    }
  }

  /// What goes wrong with one attempt.
  private static let glitches: [MockScript.Behavior] = [.timesOut, .fails, .hangs, .late(.minutes(1), .answers)]

  /// Whether the flow stands still at a call that got no answer, in one participant, where its saga gave up.
  private static func isUnanswered(_ result: VirtualFlow.Result, _ rule: MockScript.Rule) -> Bool {
    let stuck = result.parts.filter { $0.state.isStuck }
    guard result.status == .stuck, stuck.count == 1 else { return false }
    return stuck[0].state.incidents.filter(\.blocks).map(\.kind) == ["reaction_exhausted"]
      && stuck[0].report.calls.last?.operation == rule.operation
  }

  @Test("a refusal, an attempt that gets no answer, and both one after the other end as in the saga", arguments: sagas)
  func endsAsTheSaga(name: String) throws {
    let pair = try DerivedPair(name)
    let refusals = Self.refusals(pair.saga)
    let glitches = Self.rules(pair.saga, Self.glitches, 1)
    var faults = [[]] + (refusals + glitches).map { [$0] }
    // The way back is gone only behind a refusal.
    for refusal in refusals {
      let others = Self.rules(pair.saga, [.timesOut], 1).filter { $0.operation != refusal.operation }
      faults += others.map { [refusal, $0] }
    }
    var unanswered = 0
    for rules in faults {
      var flow = try pair.flow(rules)
      let result = try flow.run()
      let original = try pair.original(rules)
      if pair.outcome(result) != original, let last = rules.last, Self.isUnanswered(result, last) {
        // One attempt is all that there was: nobody is in charge who could give up.
        unanswered += 1
        continue
      }
      #expect(pair.outcome(result) == original, "\(rules)")
    }
    print("derived \(name): \(faults.count) faults, \(unanswered) of them stand still for an operator")
  }

  @Test("a call that is never answered stands still, and ends as in the saga by an operator's word", arguments: sagas)
  func standsStill(name: String) throws {
    let pair = try DerivedPair(name)
    for rule in Self.rules(pair.saga, [.timesOut, .fails], nil) {
      var flow = try pair.flow([rule])
      let result = try flow.run()
      guard pair.outcome(result) != (try pair.original([rule])) else { continue }
      try #require(Self.isUnanswered(result, rule), "\(rule) \(pair.outcome(result))")
      let part = try #require(result.parts.first { $0.state.isStuck })
      let operation = try #require(pair.saga.operations.first { $0.name == rule.operation })
      var request = OperatorRequest(
        uid: part.state.start.uid, verb: "resolve", reason: "asked the service", by: "ann", ticket: Ticket(1))
      request.step = part.report.calls.last?.step
      var answer = MockScript.Behavior.answers
      if rule.behavior == .timesOut {
        request.output = operation.output.map { SampleValue(number: 1).value(of: $0, named: "value") }
      } else {
        // The last one: another may lead to a second call of the operation, which is not answered either.
        guard let code = operation.refusals.last else { continue }
        (request.verb, request.code, answer) = ("fail", code, .refuses(code: code))
      }
      flow.operate(request)
      let expected = try pair.original([MockScript.Rule(operation: rule.operation, behavior: answer)])
      #expect(pair.outcome(try flow.run()) == expected, "\(rule)")
    }
  }

  @Test("events that come twice, late and in another order at each participant end as in the saga", arguments: sagas)
  func survivesReordering(name: String) throws {
    let pair = try DerivedPair(name)
    for rules in [[]] + Self.refusals(pair.saga).map({ [$0] }) {
      let original = try pair.original(rules)
      for step in 1...5 as ClosedRange<Int64> {
        var flow = try pair.flow(rules, isSpread: true)
        // A second copy comes long after, and each delivery takes its own time.
        flow.arrivals = { number in
          [
            Milliseconds(1 + Int64(number) * 7919 * step % 30_000),
            Milliseconds(1 + Int64(number) * 6007 * step % 60_000),
          ]
        }
        let outcome = pair.outcome(try flow.run())
        #expect(outcome == original, "\(rules), step \(step)")
      }
    }
  }

  @Test("the end of any participant's process at any of its commits ends as in the saga", arguments: sagas)
  func survivesKills(name: String) throws {
    let pair = try DerivedPair(name)
    for rules in [[]] + Self.refusals(pair.saga).map({ [$0] }) {
      let original = try pair.original(rules)
      var whole = try pair.flow(rules, isSpread: true)
      for kill in 1...(try whole.run().commits) {
        var setup = VirtualRun.Setup()
        setup.crashes = { commits, crashes in crashes == 0 && commits == kill }
        let databases = pair.participants.map { _ in MemoryDatabase() }
        var flow = try pair.flow(rules, isSpread: true, setup: setup, databases: databases)
        let result = try flow.run { engine throws(StoreError) in MemoryStore(databases[engine]) }
        if pair.outcome(result) != original, try pair.gaveUp(result) { continue }
        #expect(pair.outcome(result) == original, "\(rules), killed after commit \(kill)")
      }
    }
  }
}
