import SkaldTesting
import Testing

@Suite("Scripted services")
struct ScriptedServiceTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let services: String
    /// What follows from it.
    let right: String
    /// The one word of it that is otherwise where the script says nothing.
    let aspect: String
  }

  static let rows = [
    Row(
      testDescription: "returns", services: "payment.charge: { returns: { receipt: r } }",
      right: "output: { receipt: r }", aspect: "output"),
    Row(
      testDescription: "refuses", services: "payment.charge: { refuses: declined }", right: "outcome: compensated",
      aspect: "outcome"),
    Row(
      testDescription: "fails, without effect", services: "payment.charge: { fails: 3 }",
      right: "effects: { payment.charge: 0 }", aspect: "effects"),
    Row(
      testDescription: "fails, and is tried again after a second", services: "payment.charge: { fails: 1 }",
      right: "elapsed: 1h1s", aspect: "elapsed"),
    Row(
      testDescription: "times out, and is tried again after its time limit",
      services: "payment.charge: { times-out: 1 }", right: "elapsed: 1h11s", aspect: "elapsed"),
    Row(
      testDescription: "times out for good, and is undone",
      services: "payment.charge: { times-out: 3 }", right: "effects: { payment.refund: 1 }", aspect: "effects"),
    Row(
      testDescription: "hangs for good: an undo of what never happened does not count",
      services: "payment.charge: { hangs: 3 }",
      right: "effects: { payment.charge: 0 }", aspect: "effects"),
    Row(
      testDescription: "is late, and the answer counts before the next attempt",
      services: "payment.charge: { late: 500ms }", right: "elapsed: 1h10s500ms", aspect: "elapsed"),
    Row(
      testDescription: "is late with a result", services: "payment.charge: { late: 500ms, returns: { receipt: r } }",
      right: "output: { receipt: r }", aspect: "output"),
    Row(
      testDescription: "is late with a refusal", services: "payment.charge: { late: 500ms, refuses: declined }",
      right: "failure: declined", aspect: "failure"),
    Row(
      testDescription: "a list has an answer for each attempt, and failures are answers of their own",
      services: "payment.charge: [ { fails: 1 }, { refuses: declined } ]", right: "failure: declined",
      aspect: "failure"),
    Row(
      testDescription: "faults of one answer come before what it says",
      services: "payment.charge: { fails: 1, hangs: 1, returns: { receipt: r } }",
      right: "calls: [seats.hold, payment.charge x3, printer.print]", aspect: "calls"),
    Row(
      testDescription: "the last of a list stands for all that follow",
      services: "payment.charge: [ {}, { refuses: declined } ], printer.print: [ { fails: 1 }, { fails: 1 }, {} ]",
      right: "calls: [seats.hold, payment.charge, printer.print x3]", aspect: "calls"),
    Row(
      testDescription: "a named result was the result of the lost answer before it, too",
      services: "payment.charge: [ { times-out: 1 }, { returns: { receipt: r } } ]",
      right: "output: { receipt: r }, effects: { payment.charge: 1 }", aspect: "output"),
    Row(
      testDescription: "what took effect is not refused under its key",
      services: "payment.charge: { times-out: 1, refuses: declined }",
      right: "outcome: completed, effects: { payment.charge: 1 }, elapsed: 1h11s", aspect: "elapsed"),
    Row(
      testDescription: "an operation without keys may refuse what took effect",
      services: "seats.hold: { times-out: 1, refuses: gone }", right: "failure: gone", aspect: "failure"),
  ]

  @Test("do what is written", arguments: rows)
  func doWhatIsWritten(row: Row) async throws {
    let result = try await Theatre.play("services: { \(row.services) }", expecting: row.right)
    #expect(result.isPassed, "\(result)")
  }

  @Test("without the word it is otherwise", arguments: rows)
  func otherwise(row: Row) async throws {
    let result = try await Theatre.play("", expecting: row.right)
    #expect(result.differences.map { $0.aspect } == [row.aspect], "\(result)")
  }
}
