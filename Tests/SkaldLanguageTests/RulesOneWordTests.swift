import Foundation
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("One wrong word in the order saga or its contracts, as the rules see it")
struct RulesOneWordTests {
  /// A replacement of the first occurrence of a text after a line that holds another.
  struct Change: CustomTestStringConvertible {
    var file = "place-order.saga.yaml"
    var after = ""
    let text: String
    let other: String
    let expected: [String]
    var testDescription: String { "\(text) → \(other)" }
  }

  private static func saga(_ after: String, _ text: String, _ other: String, _ expected: String...) -> Change {
    Change(after: after, text: text, other: other, expected: expected)
  }

  private static func contracts(_ after: String, _ text: String, _ other: String, _ expected: String...) -> Change {
    Change(file: "contracts.yaml", after: after, text: text, other: other, expected: expected)
  }

  static func findings(_ change: Change) throws -> [String] {
    var sources: [SourceText] = []
    for name in ["contracts.yaml", "place-order.saga.yaml"] {
      let source = try PlaceOrderTests.sample(name)
      guard name == change.file else {
        sources.append(source)
        continue
      }
      let text = source.text
      let start = change.after.isEmpty ? text.startIndex : try #require(text.range(of: change.after)).upperBound
      let range = try #require(text.range(of: change.text, range: start..<text.endIndex))
      sources.append(SourceText(path: source.path, text: text.replacingCharacters(in: range, with: change.other)))
    }
    let found = Compiler.compile(sources, projectFolder: "sagas", isWholeProject: true).diagnostics
    return found.filter { $0.severity != .note }.map { finding in
      let position = sources.first { $0.path == finding.file }?.position(at: finding.range.start)
      let file = finding.file.hasSuffix("contracts.yaml") ? " in contracts" : ""
      return "\(finding.code) \(position?.line ?? 0):\(position?.column ?? 0)\(file)"
    }
  }

  static let changes: [Change] = [
    saga("", "${input.userId}", "${input.userID}", "SK301 28:17"),
    saga("", "${input.amount}", "${input.sku}", "SK301 29:17"),
    saga("", "${input.amount}", "${inptu.amount}", "SK301 29:17"),
    saga("", "${input.amount}", "${input.amount + input.sku}", "SK301 29:17"),
    saga("", "${input.amount}", "fifty", "SK301 29:15"),
    saga("", "${input.sku}", "${input.orderId}", "SK301 43:14"),
    saga("", "userId: $", "userID: $", "SK301 28:7"),
    saga("", "reservationId: $", "reservation: $", "SK301 56:7"),
    saga("payment.refund", "failure.code", "failure.cod", "SK301 37:19"),
    saga("", "${reserve.reservationId}", "${reserve.reservatonId}", "SK301 56:24"),
    saga("", "${reserve.reservationId}", "${ship.deliveryId}", "SK302 56:24"),
    saga("", "${reserve.reservationId}", "${notify.text}", "SK302 56:24"),
    saga("", "${input.sku}", "${reserve.reservationId}", "SK302 43:14"),
    saga("outcome:", "${input.orderId}", "${ship.deliveryId}", "SK302 82:20", "SK802 82:20"),
    saga("", "optional: true", "if: 1 < 2", "SK403 70:9"),
    saga("", "pivot: true", "optional: true", "SK501 52:11", "SK701 77:12"),
    saga("payment.refund", "${saga.failure.code}", "${charge.paymentId}", "SK502 37:19"),
    saga("", "optional: true", "pivot: true", "SK503 70:12"),
    saga("", "otherwise: alert", "otherwise: compensate", "SK504 63:16"),
    saga("", "compensate: { retry: stubborn }", "compensate: { retry: network }", "SK505 17:24"),
    saga("", "ttl: 24h", "ttl: 1m", "SK602 18:23"),
    saga("", "deadline: 30m", "deadline: 1m", "SK603 12:11"),
    saga("", "timeout: 10s", "timeout: 1h", "SK603 15:12"),
    saga("", "retry: stubborn\n    pivot", "heartbeat: 20s\n    pivot", "SK603 58:16"),
    saga("", "PAYMENT_PROCESSING -> PAID", "PAYMENT_PROCESSING -> SHIPPING", "SK701 30:34"),
    saga("", "state: STOCK_RESERVED", "state: SHIPPING", "SK701 45:12"),
    saga("", "state: SHIPPING", "state: CANCELED", "SK701 57:12"),
    saga("", "state: COMPLETED", "state: SHIPPING", "SK710 74:12"),
    saga("", "state: CANCELED", "state: CANCELING", "SK710 79:12"),
    saga("", "emits: payment.completed.v1", "emits: payment.failed.v1", "SK802 32:12"),
    saga("outcome:", "${saga.failure.code}", "${input.orderId}", "SK802 83:19"),
    saga("outcome:", "reason: $", "reasn: $", "SK802 83:9"),
    saga("", "call: inventory.release", "call: payment.refund", "SK203 20:5 in contracts", "SK301 50:9"),
    contracts("", "userId: int, amount", "userId: string, amount", "SK301 28:17"),
    contracts("", "reservationId: string", "reservationId: int", "SK802 46:12", "SK301 56:24"),
    contracts("refund:", "reason: string", "why: string", "SK301 37:9"),
    contracts("refund:", "idempotent: natural", "idempotent: never", "SK601 34:13"),
    contracts("release:", "idempotent: natural", "refuses: [gone]", "SK602 18:23", "SK505 48:13"),
    contracts("", "keyTTL: forever", "keyTTL: 24h", "SK602 28:15 in contracts"),
    contracts("CANCELING:", "[CANCELED]", "[COMPLETED]", "SK701 79:12"),
    contracts("", "[STOCK_RESERVED, CANCELING]", "[STOCK_RESERVED]", "SK701 77:12"),
    // Whoever may reopen an order does so in another saga: the lock is free.
    contracts("", "COMPLETED:          []", "COMPLETED:          [PENDING]"),
    contracts("locked:", "CANCELING]", "CANCELING, COMPLETED]", "SK710 59:77 in contracts"),
    contracts("", "external: true", "external: false", "SK801 8:12"),
    contracts("payment.completed.v1", "public: true", "public: false", "SK801 32:12"),
    contracts("charge:", "paymentId: string", "paymentId: int", "SK802 32:12"),
    contracts("order.completed.v1", "orderId: int", "orderNo: int", "SK802 75:12"),
  ]

  @Test("is found at its place", arguments: changes)
  func one(change: Change) throws {
    let found = try Self.findings(change)
    #expect(found == change.expected, "\(found)")
  }

  @Test("the saga and its contracts have no finding as they are")
  func clean() throws {
    #expect(try Self.findings(Change(text: "skald: 1", other: "skald: 1", expected: [])) == [])
  }
}
