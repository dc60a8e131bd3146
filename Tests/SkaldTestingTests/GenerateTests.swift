import FoundationEssentials
import Skald
import SkaldTesting
import Testing

@Suite("Protocols of services")
struct GenerateTests {
  private static let contracts = """
    skald: 1
    services:
      payment:
        charge:
          in: { orderId: int, amount: number, currency: { enum: [EUR, "US dollar"] }, note?: string }
          out: { paymentId: string, at: timestamp }
          refuses: [card_declined, insufficient_funds]
        refund: { in: { orderId: int } }
      stock-room:
        reserve:
          in:
            lines: [{ sku: string, quantity: int }]
            default: bool
            shipTo: { name: string, floor?: int }
          out: [string]
        count: { out: any }
        repeat: {}

    """

  private static func source(_ text: String) -> String {
    SwiftGenerator.source(of: Compiler.compile([SourceText(path: "contracts.yaml", text: text)]))
  }

  @Test("are those of the file beside this one, which is compiled")
  func isFresh() throws {
    let path = #filePath.replacing("GenerateTests.swift", with: "Generated/Services.swift")
    let made = Self.source(Self.contracts)
    if ProcessInfo.processInfo.environment["SKALD_RECORD"] != nil {
      try made.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == made)
  }

  @Test("contracts without services give a file without protocols")
  func isEmpty() {
    #expect(!Self.source("skald: 1\nevents: { paid: { key: id, data: { id: int } } }\n").contains("protocol"))
  }

  /// Has a function for every operation; without one of them this would not compile.
  private struct Money: PaymentService {
    func charge(_ input: PaymentCharge.Input, _ call: Call) async throws -> PaymentCharge.Output {
      guard input.amount <= 100 else { throw PaymentCharge.cardDeclined }
      return PaymentCharge.Output(
        paymentId: "p-\(input.orderId)-\(input.currency.rawValue)", at: "2030-01-01T00:00:00Z")
    }

    func refund(_ input: PaymentRefund.Input, _ call: Call) async throws {}
  }

  private static func charge(amount: JSON) -> HandlerCall {
    HandlerCall(
      instance: "1", saga: "s", step: "charge",
      invocation: Invocation(
        id: CallID(RecordID(StepID(0)), phase: .action, attempt: 1), operation: "payment.charge", title: "charge",
        arguments: ["orderId": 7, "amount": amount, "currency": "US dollar"], idempotencyKey: "k", fence: 1,
        deadline: Timestamp(milliseconds: 0), isOutcomeKnown: true))
  }

  @Test("have their functions called with what they declare")
  func callsFunctions() async throws {
    var handlers = Handlers()
    handlers.use(payment: Money())
    #expect(handlers.names == ["payment.charge", "payment.refund"])
    let handler = try #require(handlers.handler(for: "payment.charge"))
    #expect(
      await handler.perform(Self.charge(amount: 5))
        == .ok(["paymentId": "p-7-US dollar", "at": "2030-01-01T00:00:00Z"]))
    #expect(await handler.perform(Self.charge(amount: 500)) == .refused(code: "card_declined", message: ""))
  }
}
