import Foundation
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("One wrong word in the order saga")
struct OneWordTests {
  static func findings(_ text: String, _ other: String) throws -> [String] {
    try PlaceOrderTests.findings(in: "place-order.saga.yaml", replacing: text, by: other)
  }

  @Test(
    "is one finding, at its place",
    arguments: [
      ("saga: place-order", "saga: PlaceOrder", "SK105 3:7"),
      ("use: [contracts.yaml]", "use: [contract.yaml]", "SK103 6:7"),
      ("startedBy: order.created.v1", "startedBy: order.creatd.v1", "SK201 8:12"),
      ("orderId: int", "orderId: integer", "SK103 9:19"),
      ("deadline: 30m", "deadline: 30min", "SK103 12:11"),
      ("retry: network", "retry: netwrk", "SK201 16:10"),
      ("order: ${input.orderId}", "ordr: ${input.orderId}", "SK201 21:3"),
      ("step: charge", "stp: charge", "SK101 24:5"),
      ("call: payment.charge", "call: payment.chrage", "SK201 25:11"),
      ("call: payment.charge", "call: paymnt.charge", "SK201 25:11"),
      ("call: payment.charge", "cal: payment.charge", "SK101 25:5"),
      ("orderId: ${input.orderId}", "orderId: ${input.orderId +}", "SK300 27:33"),
      ("PAYMENT_PROCESSING -> PAID", "PAYMENT_PROCESING -> PAID", "SK201 30:12"),
      ("PAYMENT_PROCESSING -> PAID", "PAYMENT_PROCESSING -> PAYD", "SK201 30:34"),
      ("emits: payment.completed.v1", "emits: payment.complete.v1", "SK201 32:12"),
      ("compensate:\n      call", "compensat:\n      call", "SK101 33:5"),
      ("call: payment.refund", "call: payment.refnd", "SK201 34:13"),
      ("pivot: true", "pivot: tru", "SK103 59:12"),
      ("wait: delivery.started.v1", "wait: delivery.startd.v1", "SK201 61:11"),
      ("otherwise: alert ", "otherwise: alarm ", "SK103 63:16"),
      ("optional: true", "optionl: true", "SK101 70:5"),
      ("completed:\n    state", "complted:\n    state", "SK101 73:3"),
      ("state: CANCELED", "state: CANCELLED", "SK201 79:12"),
    ])
  func one(text: String, other: String, expected: String) throws {
    #expect(try Self.findings(text, other) == [expected])
  }
}
