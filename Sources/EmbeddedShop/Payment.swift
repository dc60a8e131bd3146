import Logging
import Skald

/// Stands for the client of a payment provider, which remembers idempotency keys.
struct Payment: Sendable {
  /// The most that a card of this provider takes.
  static let amountMax = 1000

  struct Charge: Codable, Sendable {
    var orderId: String
    var amount: Int
  }

  struct Receipt: Codable, Sendable {
    var paymentId: String
  }

  func add(to handlers: inout Handlers) {
    handlers.on("payment.charge") { (order: Charge, call: Call) in
      guard order.amount <= Self.amountMax else { throw Refusal("card_declined") }
      call.logger.info("charged")
      return Receipt(paymentId: "payment-\(call.idempotencyKey)")
    }
  }
}
