import SkaldTesting
import Testing

@Suite("What comes to a scenario from outside")
struct OutsideTests {
  @Test(
    "events come when they are said to, and not by themselves",
    arguments: [
      ("", "1h"), ("events: [ { seat.taken.v1: { id: 7 } } ]", "0s"),
      ("events: [ { seat.taken.v1: { id: 7 }, at: 10m } ]", "10m"),
      ("events: [ { seat.taken.v1: { id: 8 } } ]", "1h"),
      ("events: [ { seat.taken.v1: { id: 8 } }, { seat.taken.v1: { id: 7 }, at: 59m } ]", "59m"),
    ])
  func events(meets: String, elapsed: String) async throws {
    let result = try await Theatre.play(meets, expecting: "outcome: completed, elapsed: \(elapsed)")
    #expect(result.isPassed, "\(result)")
    let other = try await Theatre.play(meets, expecting: "elapsed: 2h")
    #expect(other.differences.map { $0.found } == [[elapsed]])
  }

  @Test("an event begins a saga where there is no start")
  func beginsByEvent() async throws {
    let meets = "events: [ { seat.wanted.v1: { id: 7 }, at: 5m }, { seat.taken.v1: { id: 7 }, at: 6m } ]"
    let result = try await Theatre.play(meets, expecting: "outcome: completed, elapsed: 6m")
    #expect(result.isPassed, "\(result)")
  }

  @Test(
    "an operator cancels while there is a way back",
    arguments: [
      ("services: { payment.charge: { hangs: 1 } }", "3s", "compensated"),
      ("services: { payment.charge: { hangs: 1 } }", "20s", "completed"),
    ])
  func cancels(services: String, time: String, outcome: String) async throws {
    let meets = "\(services)\n  operator: [ { cancel: {}, at: \(time) } ]"
    let result = try await Theatre.play(meets, expecting: "outcome: \(outcome)")
    #expect(result.isPassed, "\(result)")
    let other = try await Theatre.play(services, expecting: "outcome: compensated")
    #expect(other.differences.map { $0.aspect } == ["outcome"])
  }

  @Test("an input that is refused is told with its field")
  func refusedStart() async throws {
    let result = try await Theatre.play("start: { id: x }", expecting: "outcome: completed")
    #expect(result.differences.map { $0.aspect } == ["start"])
    #expect(result.description.contains("id: "), "\(result)")
    #expect(result.outcome == nil)
  }

  @Test(
    "a flow is played with all its participants",
    arguments: [
      ("", "outcome: completed, calls: [seats.hold, payment.charge], emits: [seat.held.v1, seat.sold.v1], elapsed: 0s"),
      (
        "services: { payment.charge: { refuses: declined } }",
        "outcome: compensated, effects: { seats.hold: 1, seats.free: 1 }, emits: [seat.held.v1, seat.unpaid.v1, seat.freed.v1]"
      ),
      ("services: { payment.charge: { hangs: 1 } }", "outcome: completed, elapsed: 10s770ms"),
      ("services: { seats.hold: { hangs: 3 } }", "outcome: stuck, effects: { seats.hold: 0 }, elapsed: 32s"),
    ])
  func flows(meets: String, expectation: String) async throws {
    let result = try await Theatre.play(meets, expecting: expectation, of: Theatre.flow)
    #expect(result.isPassed, "\(result)")
    let other = try await Theatre.play(meets, expecting: "outcome: terminated", of: Theatre.flow)
    #expect(other.differences.map { $0.aspect } == ["outcome"])
  }
}
