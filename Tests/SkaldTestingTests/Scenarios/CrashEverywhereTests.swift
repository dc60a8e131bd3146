import SkaldTesting
import Testing

@Suite("crash: everywhere")
struct CrashEverywhereTests {
  @Test(
    "a saga comes to the same end after a crash at each of its commits",
    arguments: [
      ("", 5, "outcome: completed, effects: { seats.hold: 1, payment.charge: 1 }, elapsed: 1h"),
      (
        "services: { payment.charge: { refuses: declined } }", 4,
        "outcome: compensated, effects: { seats.hold: 1, seats.free: 1 }, states: { seat: [NEW, HELD, FREE] }"
      ),
      (
        "services: { payment.charge: { times-out: 3 } }", 9,
        "outcome: compensated, effects: { payment.charge: 1, payment.refund: 1 }, emits: seat.freed.v1"
      ),
      (
        "services: { payment.charge: [ { returns: { receipt: a } }, { returns: { receipt: b } } ] }", 5,
        "output: { receipt: a }"
      ),
    ])
  func sameEnd(services: String, commits: Int, expectation: String) async throws {
    let result = try await Theatre.play("crash: everywhere\n  \(services)", expecting: expectation)
    #expect(result.isPassed, "\(result)")
    #expect(result.replays >= commits)
  }

  @Test("a flow does, too")
  func flow() async throws {
    let meets = "crash: everywhere\n  services: { payment.charge: { fails: 1, refuses: declined } }"
    let result = try await Theatre.play(
      meets, expecting: "outcome: compensated, effects: { seats.hold: 1, seats.free: 1 }", of: Theatre.flow)
    #expect(result.isPassed, "\(result)")
    #expect(result.replays >= 5)
  }

  /// What must not be repeated is not made again after a crash: the saga waits in vain, and turns back.
  @Test("the first replay that differs ends the case, and says after which commit")
  func differs() async throws {
    let result = try await Theatre.play(
      "crash: everywhere", expecting: "outcome: completed",
      of: Theatre.saga.replacing("call: seats.hold,", with: "call: counter.next, retry: { attempts: 1 },"))
    let difference = try #require(result.differences.first)
    #expect(difference.aspect == "outcome")
    #expect(difference.crash == 1)
    #expect(difference.description.hasPrefix("outcome, where the engine ends after commit 1: expected completed"))
    #expect(result.replays == 1)
  }

  @Test("calls are compared without a crash, and not with one")
  func calls() async throws {
    let result = try await Theatre.play(
      "crash: everywhere", expecting: "calls: [seats.hold, payment.charge, printer.print]")
    #expect(result.isPassed, "\(result)")
    let wrong = try await Theatre.play("crash: everywhere", expecting: "calls: [seats.hold]")
    #expect(wrong.differences.map { $0.crash } == [nil])
    #expect(wrong.replays == 0)
  }
}
