import SkaldValue
import Testing

@testable import OrderShop

@Suite("Payment")
struct PaymentTests {
  let scratch: Scratch
  let payment: [Operation]

  init() throws {
    scratch = try Scratch(Payment.schema)
    payment = Payment(database: scratch.database).operations
  }

  private func charge(_ order: Int64, amount: Int64 = 50, key: String, at time: Timestamp = Call.noon) -> Call {
    Call("charge", ["orderId": .int(order), "userId": 1, "amount": .int(amount)], key: key, at: time)
  }

  private func refund(_ order: Int64, key: String) -> Call {
    Call("refund", ["orderId": .int(order), "reason": "out_of_stock"], key: key)
  }

  @Test("a charge that is repeated under its key gets the first answer and takes effect once")
  func repeatedCharge() async throws {
    let first = try await payment.perform(charge(1, key: "a"))
    let second = try await payment.perform(charge(1, key: "a"))

    #expect(first == second)
    #expect(try await scratch.effects("charge", order: 1) == 1)
  }

  @Test("a key that comes again with another amount is turned away")
  func contradiction() async throws {
    _ = try await payment.perform(charge(1, amount: 50, key: "a"))
    let answer = try await payment.perform(charge(1, amount: 60, key: "a"))

    #expect(answer == .contradicts("this idempotency key came with another input before"))
    #expect(try await scratch.effects("charge", order: 1) == 1)
  }

  @Test("a key is forgotten after a day")
  func keyExpires() async throws {
    let day = Milliseconds.hours(24)
    let first = try await payment.perform(charge(1, key: "a"))
    let before = try await payment.perform(charge(1, key: "a", at: Call.noon + Milliseconds(day.count - 1)))
    let after = try await payment.perform(charge(1, key: "a", at: Call.noon + day))

    #expect(first == before)
    #expect(after != first)
    #expect(try await scratch.effects("charge", order: 1) == 2)
  }

  @Test("a card over its limit is declined, also when the same key asks again")
  func declined() async throws {
    let tooMuch = Payment.cardLimit + 1

    #expect(try await payment.perform(charge(1, amount: tooMuch, key: "a")) == .refused("card_declined"))
    #expect(try await payment.perform(charge(1, amount: tooMuch, key: "a")) == .refused("card_declined"))
    #expect(try await scratch.effects("charge", order: 1) == 0)
  }

  @Test("a refusal that is switched on is remembered like any other")
  func refusalIsRemembered() async throws {
    var refused = charge(1, key: "a")
    refused.refusal = "insufficient_funds"

    #expect(try await payment.perform(refused) == .refused("insufficient_funds"))
    #expect(try await payment.perform(charge(1, key: "a")) == .refused("insufficient_funds"))
  }

  @Test("two refunds of one order give back once")
  func refundOnce() async throws {
    _ = try await payment.perform(charge(1, key: "a"))
    let first = try await payment.perform(refund(1, key: "r"))
    let second = try await payment.perform(refund(1, key: "another"))

    #expect(first == second)
    #expect(try await scratch.effects("refund", order: 1) == 1)
  }

  @Test("a refund without a charge gives back nothing, and a charge that comes later is turned away")
  func tombstone() async throws {
    let undone = try await payment.perform(refund(1, key: "r"))
    let late = try await payment.perform(charge(1, key: "a"))
    let again = try await payment.perform(charge(1, key: "a"))

    #expect(undone == .done(["refundId": "ref-1"]))
    #expect(late == .tombstoned)
    #expect(again == .tombstoned)
    #expect(try await scratch.effects("refund", order: 1) == 0)
    #expect(try await scratch.effects("charge", order: 1) == 0)
  }

  @Test("a charge that took effect keeps its answer after its refund")
  func answerAfterRefund() async throws {
    let first = try await payment.perform(charge(1, key: "a"))
    _ = try await payment.perform(refund(1, key: "r"))

    #expect(try await payment.perform(charge(1, key: "a")) == first)
    #expect(try await payment.perform(charge(1, key: "b")) == .tombstoned)
    #expect(try await scratch.effects("charge", order: 1) == 1)
  }
}
