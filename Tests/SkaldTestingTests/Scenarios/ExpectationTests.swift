import SkaldTesting
import Testing

@Suite("What a scenario expects")
struct ExpectationTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var meets = ""
    /// What holds.
    let right: String
    /// What does not.
    let wrong: String
    /// How the difference begins.
    let said: String
  }

  static let refused = "services: { payment.charge: { refuses: declined } }"

  static let rows = [
    Row(
      testDescription: "completed", right: "outcome: completed", wrong: "outcome: compensated",
      said: "outcome: expected compensated, found completed"),
    Row(
      testDescription: "compensated", meets: refused, right: "outcome: compensated", wrong: "outcome: stuck",
      said: "outcome: expected stuck, found compensated"),
    Row(
      testDescription: "stuck", meets: "services: { payment.charge: { returns: {} } }", right: "outcome: stuck",
      wrong: "outcome: completed", said: "outcome: expected completed, found stuck (it stands at pay)"),
    Row(
      testDescription: "calls", meets: "services: { payment.charge: { fails: 2 } }",
      right: "calls: [seats.hold, payment.charge x3, printer.print]",
      wrong: "calls: [seats.hold, payment.charge x2, printer.print]",
      said: """
        calls (- expected, + found):
            seats.hold
          - payment.charge x2
          + payment.charge x3
            printer.print
        """),
    Row(
      testDescription: "calls in a row, written one by one", meets: "services: { payment.charge: { fails: 1 } }",
      right: "calls: [seats.hold, payment.charge, payment.charge, printer.print]",
      wrong: "calls: [seats.hold, printer.print, payment.charge x2]",
      said: """
        calls (- expected, + found):
            seats.hold
          - printer.print
            payment.charge x2
          + printer.print
        """),
    Row(
      testDescription: "no calls at all", meets: "services: { seats.hold: { refuses: gone } }",
      right: "calls: [seats.hold]", wrong: "calls: []",
      said: "calls (- expected, + found):\n  + seats.hold"),
    Row(
      testDescription: "states", meets: refused, right: "states: { seat: [NEW, HELD, FREE] }",
      wrong: "states: { seat: [NEW, HELD, SOLD] }",
      said: "states of seat (- expected, + found):\n    NEW\n    HELD\n  - SOLD\n  + FREE"),
    Row(
      testDescription: "events", right: "emits: seat.sold.v1", wrong: "emits: []",
      said: "emits (- expected, + found):\n  + seat.sold.v1"),
    Row(
      testDescription: "the output", meets: "services: { payment.charge: { returns: { receipt: r-9 } } }",
      right: "output: { receipt: r-9 }", wrong: "output: { receipt: r-8 }",
      said: #"output: expected {"receipt":"r-8"}, found {"receipt":"r-9"}"#),
    Row(
      testDescription: "an output where there is none", meets: refused, right: "outcome: compensated",
      wrong: "output: { receipt: r-8 }", said: #"output: expected {"receipt":"r-8"}, found none"#),
    Row(
      testDescription: "the code of a failure", meets: refused, right: "failure: declined", wrong: "failure: gone",
      said: "failure of code: expected gone, found declined"),
    Row(
      testDescription: "the step of a failure", meets: refused, right: "failure: { code: declined, step: pay }",
      wrong: "failure: { code: declined, step: hold }", said: "failure of step: expected hold, found pay"),
    Row(
      testDescription: "the message of a failure", meets: refused, right: "failure: { message: declined }",
      wrong: "failure: { message: \"no\" }", said: "failure of message: expected no, found declined"),
    Row(
      testDescription: "a failure where there is none", right: "outcome: completed", wrong: "failure: declined",
      said: "failure of code: expected declined, found none"),
    Row(
      testDescription: "the time", meets: "services: { payment.charge: { fails: 2 } }", right: "elapsed: 1h2s",
      wrong: "elapsed: 1h", said: "elapsed: expected 1h, found 1h2s"),
    Row(
      testDescription: "no time", meets: refused, right: "elapsed: 0s", wrong: "elapsed: 1ms",
      said: "elapsed: expected 1ms, found 0s"),
    Row(
      testDescription: "keys", meets: "services: { payment.charge: { fails: 2 } }",
      right: "idempotencyKeys: { payment.charge: [pay-7], seats.hold: \"sk1:1:hold.0:a\" }",
      wrong: "idempotencyKeys: { payment.charge: [pay-7, pay-8] }",
      said: "idempotencyKeys of payment.charge (- expected, + found):\n    pay-7\n  - pay-8"),
    Row(
      testDescription: "effects", meets: "services: { payment.charge: { times-out: 3 } }",
      right: "effects: { seats.hold: 1, payment.charge: 1, payment.refund: 1, printer.print: 0 }",
      wrong: "effects: { payment.charge: 3 }", said: "effects of payment.charge: expected 3, found 1"),
  ]

  @Test("what is so passes", arguments: rows)
  func passes(row: Row) async throws {
    let result = try await Theatre.play(row.meets, expecting: row.right)
    #expect(result.isPassed, "\(result)")
    #expect(result.outcome != nil)
  }

  @Test("what is not so is the one difference, at its place", arguments: rows)
  func differs(row: Row) async throws {
    let result = try await Theatre.play(row.meets, expecting: row.wrong)
    #expect(result.differences.map { $0.description } == [row.said])
    let line = row.meets.isEmpty ? 6 : 7
    #expect(result.differences.map { $0.place.description } == ["seat.test.yaml:\(line)"])
  }

  @Test("what is not named is not compared, and every difference is told")
  func comparesWhatIsNamed() async throws {
    #expect(try await Theatre.play("", expecting: "").isPassed)
    let result = try await Theatre.play(Self.refused, expecting: "outcome: completed, elapsed: 1s, emits: []")
    #expect(result.differences.map { $0.aspect } == ["outcome", "elapsed", "emits"])
    #expect(result.description.hasPrefix("seat.test.yaml:4: sell-seat: the case\noutcome: expected"))
  }
}
