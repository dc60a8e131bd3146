import Foundation
import SkaldValue
import Testing

@Suite("skald verify")
struct VerifyCommandTests {
  private static let saga = """
    skald: 1
    saga: pay-out
    input: { sellerId: string }
    key: ${input.sellerId}
    steps:
      - { step: send, call: bank.transfer, retry: { attempts: 5, wait: 1s }, compensate: none, because: it is gone }
    ---
    skald: 1
    services: { bank: { transfer: { in: { sellerId: string }, idempotent: never } } }

    """

  /// Runs `skald verify` in a folder with these files.
  private func run(_ arguments: [String], _ scratch: Scratch, saga: String = TestCommandTests.saga) throws -> CommandRun
  {
    try scratch.write(saga, to: "sagas/one.saga.yaml")
    return try CommandRun(["verify", "--budget", "1"] + arguments, in: scratch.folder)
  }

  @Test("people read what was explored, and every end")
  func tellsEnds() throws {
    let run = try run([], try Scratch())
    #expect(run.code == 0)
    #expect(run.out.contains("book-trip: nothing found"))
    #expect(run.out.contains("explored completely, up to 1 fault a story"))
    #expect(run.out.contains("compensated (declined of pay)"))
  }

  @Test("a saga with errors is refused, unless its story is asked for")
  func refusesErrors() throws {
    let refused = try run([], try Scratch(), saga: Self.saga)
    #expect(refused.code == 1)
    #expect(refused.err.contains("SK601"))
    let told = try run(["--despite", "SK601"], try Scratch(), saga: Self.saga)
    #expect(told.code == 1)
    #expect(told.out.contains("SKV04 repeated-effect: send"))
    #expect(told.out.contains("send ×2"))
  }

  @Test("programs read counterexamples with their traces, which are kept as files where that is asked for")
  func keepsTraces() throws {
    let scratch = try Scratch()
    let run = try run(["--despite", "SK601", "--format", "json", "--traces", "found"], scratch, saga: Self.saga)
    let report = try run.json
    let example = report.array?.first?["counterexamples"]?.array?.first
    #expect(example?["property"] == "SKV04")
    let kept = try Data(contentsOf: scratch.folder.appending(path: "found/pay-out-SKV04-1.trace.json"))
    #expect(try JSON.parse(String(decoding: kept, as: UTF8.self)) == example?["trace"])
  }

  @Test("a kept trace is told again, also when the definition no longer allows it")
  func tellsTraceAgain() throws {
    let scratch = try Scratch()
    _ = try run(["--traces", "found", "--despite", "SK601"], scratch, saga: Self.saga)
    let mended = Self.saga.replacing("idempotent: never", with: "keyTTL: forever")
    try scratch.write(mended, to: "sagas/one.saga.yaml")
    let told = try CommandRun(["simulate", "--trace", "found/pay-out-SKV04-1.trace.json"], in: scratch.folder)
    #expect(told.code == 0)
    #expect(told.out.contains("send: answer lost"))
    #expect(told.out.contains("every property holds"))
    let none = try CommandRun(["simulate", "--trace", "sagas/one.saga.yaml"], in: scratch.folder)
    #expect(none.code == 2)
    #expect(none.err.contains("is no trace"))
  }

  @Test("what is no number of faults is refused")
  func refusesBudget() throws {
    let scratch = try Scratch()
    try scratch.write(TestCommandTests.saga, to: "sagas/one.saga.yaml")
    #expect(try CommandRun(["verify", "--budget", "-1"], in: scratch.folder).code == 2)
  }
}
