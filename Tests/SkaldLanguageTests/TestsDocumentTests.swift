import Foundation
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("Documents of scenario tests")
struct TestsDocumentTests {
  static func findings(_ text: String, _ other: String) throws -> [String] {
    try PlaceOrderTests.findings(in: "place-order.test.yaml", replacing: text, by: other)
  }

  @Test(
    "one wrong word is one finding, at its place",
    arguments: [
      ("tests: place-order.saga.yaml", "tests: place-ordr.saga.yaml", "SK103 3:8"),
      ("tests: place-order.saga.yaml", "tests: contracts.yaml", "SK103 3:8"),
      ("tests: place-order.saga.yaml", "tests: ../place-order.saga.yaml", "SK103 3:8"),
      ("amount: 50000", "amount: much", "SK301 5:53"),
      ("- name: happy path", "- nam: happy path", "SK101 8:5"),
      ("services:", "servces:", "SK101 10:5"),
      ("payment.charge:    {", "payment.chrge:    {", "SK201 11:7"),
      ("returns: { paymentId: p-1 }", "returns: { paymentId: 1 }", "SK301 11:50"),
      ("returns: { paymentId: p-1 }", "return: { paymentId: p-1 }", "SK101 11:28"),
      ("delivery.started.v1: { orderId: 123, deliveryId: d-1 }", "delivery.startd.v1: {}", "SK201 14:17"),
      ("deliveryId: d-1 } } ]", "deliveryId: 1 } } ]", "SK301 14:66"),
      ("outcome: completed", "outcome: complete", "SK103 16:16"),
      ("notification.send]", "notification.sent]", "SK201 17:69"),
      ("SHIPPING, COMPLETED] }", "SHIPING, COMPLETED] }", "SK201 18:76"),
      ("emits:  [payment.completed.v1", "emits:  [payment.complete.v1", "SK201 19:16"),
      ("refuses: out_of_stock", "refuses: out_of_stok", "SK201 25:37"),
      ("payment.charge x5", "payment.charge 5", "SK103 38:15"),
      ("crash: everywhere", "crash: everwhere", "SK103 43:12"),
      ("payment.refund: 1 }", "payment.refund: -1 }", "SK103 47:83"),
    ])
  func oneWord(text: String, other: String, expected: String) throws {
    let found = try Self.findings(text, other)
    #expect(found == [expected])
  }

  @Test("everything that a case can say is understood")
  func everything() throws {
    let files = Files([
      "a.test.yaml": """
      skald: 1
      tests: a.saga.yaml
      cases:
        - name: of everything
          start: { id: 7 }
          services:
            shop.pay: [ { fails: 2 }, { times-out: 1, returns: { receipt: r } } ]
            shop.refund: { hangs: 1, late: 5s }
          events:
            - { order.paid.v1: { id: 7 }, at: 10m }
            - { order.paid.v1: }
          operator: [ { cancel: {}, at: 1h } ]
          crash: everywhere
          expect:
            outcome: stuck
            calls: [shop.pay x3, shop.refund]
            emits: order.sent.v1
            output: { done: true }
            failure: { code: declined, step: pay, message: "" }
            elapsed: 1h10m
            idempotencyKeys: { shop.pay: [pay-7] }
            effects: { shop.pay: 1, shop.refund: 0 }
      """,
      "a.saga.yaml": """
      skald: 1
      saga: a
      input: { id: int }
      steps:
        - { step: pay, call: shop.pay, compensate: shop.refund, emits: order.sent.v1 }
        - { wait: order.paid.v1, timeout: 1h }
      ---
      skald: 1
      services:
        shop: { pay: { out: { receipt: string }, refuses: [declined] }, refund: { idempotent: natural } }
      events:
        order.sent.v1: { public: true }
        order.paid.v1: { external: true }
      """,
    ])
    #expect(files.findings == [])
  }

  @Test(
    "what a case of a choreography cannot say is told",
    arguments: [
      ("start: { id: 1 }", "SK101 5:5"), ("services: {}", "SK104 4:11"),
      ("events: [ { order.paid.v1: { id: x } } ]", "SK301 5:38"),
    ])
  func choreography(line: String, expected: String) throws {
    let files = Files([
      "a.test.yaml": """
      skald: 1
      tests: a.choreography.yaml
      cases:
        - name: of a flow
          \(line)
          expect: { outcome: completed }
      """,
      "a.choreography.yaml": """
      skald: 1
      choreography: a
      key: id
      starts: order.paid.v1
      ends: { completed: order.sent.v1 }
      participants: { shop: [ { when: order.paid.v1, emits: order.sent.v1 } ] }
      ---
      skald: 1
      events:
        order.paid.v1: { external: true, data: { id: int } }
        order.sent.v1: { public: true, data: { id: int } }
      """,
    ])
    let found = files.compilation.diagnostics.filter { $0.severity != .note }
    #expect(found.map { files.finding($0).description } == [expected])
  }
}
