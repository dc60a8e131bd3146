import SkaldValue
import Testing

@testable import OrderShop

@Suite("Requests")
struct RequestTests {
  @Test(
    "a bad order says which field is wrong",
    arguments: [
      (#"{"amount": 1, "quantity": 1, "idempotencyKey": "k"}"#, "`userId` is missing"),
      (
        #"{"userId": "x", "amount": 1, "quantity": 1, "idempotencyKey": "k"}"#,
        "`userId` must be an integer, not a string"
      ),
      (#"{"userId": 1, "amount": 0, "quantity": 1, "idempotencyKey": "k"}"#, "`amount` must be at least 1"),
      (
        #"{"userId": 1, "amount": 1.5, "quantity": 1, "idempotencyKey": "k"}"#,
        "`amount` must be an integer, not a number"
      ),
      (
        #"{"userId": 1, "amount": 1, "quantity": 1001, "idempotencyKey": "k"}"#,
        "`quantity` must be at least 1 and at most 1000"
      ),
      (
        #"{"userId": 1, "amount": 1, "quantity": 1, "idempotencyKey": ""}"#,
        "`idempotencyKey` must have 1 to 200 bytes, none of them zero"
      ),
      (#"{"userId": 1, "amount": 1, "quantity": 1}"#, "`idempotencyKey` is missing"),
      (
        #"{"userId": 1, "amount": 1, "quantity": 1, "idempotencyKey": "k", "sku": null}"#,
        "`sku` must be a string, not a null"
      ),
      (
        #"{"userId": 1, "amount": 1, "quantity": 1, "idempotencyKey": "k", "skew": "b"}"#,
        "`skew` is not a field of an order; they are userId, amount, sku, quantity, idempotencyKey"
      ),
      ("[]", "the body must be an object, not a list"),
    ])
  func badOrder(body: String, message: String) throws {
    let json = try JSON.parse(body)
    let error = #expect(throws: BadRequest.self) { try OrderRequest(json) }
    #expect(error?.message == message)
  }

  @Test(
    "a failure switch says how a service fails",
    arguments: [
      ("refuse:card_declined", Fault.Mode.refuse("card_declined")), ("lose-answer", .loseAnswer),
      ("cut-answer", .cutAnswer), ("slow:250", .slow(Milliseconds(250))), ("fail", .fail),
    ])
  func faultModes(text: String, mode: Fault.Mode) throws {
    let fault = try Fault(["operation": "charge", "mode": .string(text)], operations: ["charge"])
    #expect(fault == Fault(operation: "charge", mode: mode, orderId: nil, times: nil))
  }

  @Test(
    "an unknown failure is turned away", arguments: ["", "lose", "refuse", "refuse:", "slow:0", "slow:x", "fail:1"])
  func badFault(text: String) {
    #expect(throws: BadRequest.self) {
      try Fault(["operation": "charge", "mode": .string(text)], operations: ["charge"])
    }
  }

  @Test("a failure hits its order alone, and as often as was said")
  func faultsAreCounted() {
    let faults = Faults()
    faults.add(Fault(operation: "charge", mode: .fail, orderId: 1, times: 2))

    #expect(faults.take(operation: "charge", orderId: 2) == nil)
    #expect(faults.take(operation: "refund", orderId: 1) == nil)
    #expect(faults.take(operation: "charge", orderId: 1) == .fail)
    #expect(faults.take(operation: "charge", orderId: 1) == .fail)
    #expect(faults.take(operation: "charge", orderId: 1) == nil)
  }
}
