import Foundation
import Testing

@Suite("Limits in the configuration")
struct LimitsTests {
  private static let saga = """
    skald: 1
    saga: pay
    steps:
      - { step: charge, call: payment.charge, pivot: true }

    """

  private func run(_ command: [String], limits: String) throws -> CommandRun {
    let scratch = try Scratch()
    try scratch.write(Self.saga, to: "sagas/pay.saga.yaml")
    try scratch.write(
      "listen: 127.0.0.1:0\nservices: { payment: { http: http://127.0.0.1:1 } }\nlimits:\n  \(limits)\n",
      to: "skald.yaml")
    return try CommandRun(command, in: scratch.folder)
  }

  @Test(
    "a limit that cannot be read is a misuse, with its place and what would be right",
    arguments: [
      ("payment: 5", "skald.yaml:4:12: a limit must be a mapping"),
      ("payment: { concurrency: 0 }", "skald.yaml:4:27: expected a whole number from 1"),
      ("payment: { concurrency: many }", "expected a whole number from 1"),
      ("payment: { concurency: 5 }", "skald.yaml:4:14: unknown key `concurency`"),
      ("payment: { concurency: 5 }", "did you mean `concurrency`?"),
      ("payment: { rate: 100 }", "skald.yaml:4:20: expected a rate such as 100/s or 30/m"),
      ("payment: { rate: 100/y }", "expected a rate such as 100/s or 30/m"),
      ("payment: { burst: 5 }", "`burst` belongs to a `rate`"),
      ("payment: { per: customerId }", "expected `key` or `in.NAME`"),
      ("payment.charge: { breaker: off }", "skald.yaml:4:21: a breaker is one of a whole service"),
      ("payment: { breaker: { failure: 5 } }", "unknown key `failure`, expected one of failures, coolDown"),
      ("payment: { breaker: { coolDown: soon } }", "expected a length of time such as 5s"),
      ("payment: { breaker: never }", "a breaker is `off`, or else it must be a mapping"),
    ])
  func misuse(limits: String, words: String) throws {
    let run = try run(["run", "sagas/pay.saga.yaml", "--input", "{}"], limits: limits)
    #expect(run.code == 2)
    #expect(run.err.contains(words), "\(run.err)")
  }

  @Test("the daemon refuses the limit of a handler that no saga calls")
  func unknown() throws {
    let run = try run(["serve", "sagas"], limits: "payments: { concurrency: 5 }")
    #expect(run.code == 2)
    #expect(run.err.contains("skald.yaml:4:3: no saga calls `payments`; did you mean `payment`?"), "\(run.err)")
  }

  @Test("every kind of limit is taken")
  func all() throws {
    let limits = """
      payment: { concurrency: 20, rate: 100/s, burst: 5, per: key, breaker: { failures: 3, coolDown: 2s } }
        payment.charge: { per: in.customerId, rate: 5/10s }
        delivery: { breaker: off }
      """
    let run = try run(["lint"], limits: limits)
    #expect(run.code == 0, "\(run.out)\(run.err)")
  }
}
