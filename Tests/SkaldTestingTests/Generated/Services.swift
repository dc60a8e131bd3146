// Made by `skald generate swift` from the contracts; a change belongs there.
import Skald

/// The service `payment`: a function for each of its operations.
protocol PaymentService: Sendable {
  /// `payment.charge`; refuses with `card_declined`, `insufficient_funds`.
  func charge(_ input: PaymentCharge.Input, _ call: Call) async throws -> PaymentCharge.Output
  /// `payment.refund`.
  func refund(_ input: PaymentRefund.Input, _ call: Call) async throws
}

/// What `payment.charge` takes, gives and refuses with.
enum PaymentCharge {
  struct Input: Codable, Sendable, Hashable {
    enum Currency: String, Codable, Sendable {
      case eur = "EUR"
      case usDollar = "US dollar"
    }

    var orderId: Int
    var amount: Double
    var currency: Currency
    var note: String?
  }

  struct Output: Codable, Sendable, Hashable {
    var paymentId: String
    /// A point in time as RFC 3339 writes it.
    var at: String
  }

  static let cardDeclined = Refusal("card_declined")
  static let insufficientFunds = Refusal("insufficient_funds")
}

/// What `payment.refund` takes, gives and refuses with.
enum PaymentRefund {
  struct Input: Codable, Sendable, Hashable {
    var orderId: Int
  }
}

extension Handlers {
  /// Has a service carry out every operation of `payment`.
  mutating func use(payment service: some PaymentService) {
    on("payment.charge") { (input: PaymentCharge.Input, call: Call) in
      try await service.charge(input, call)
    }
    on("payment.refund") { (input: PaymentRefund.Input, call: Call) in
      try await service.refund(input, call)
    }
  }
}

/// The service `stock-room`: a function for each of its operations.
protocol StockRoomService: Sendable {
  /// `stock-room.reserve`.
  func reserve(_ input: StockRoomReserve.Input, _ call: Call) async throws -> [String]
  /// `stock-room.count`.
  func count(_ input: JSON, _ call: Call) async throws -> JSON
  /// `stock-room.repeat`.
  func `repeat`(_ input: JSON, _ call: Call) async throws
}

/// What `stock-room.reserve` takes, gives and refuses with.
enum StockRoomReserve {
  struct Input: Codable, Sendable, Hashable {
    struct Lines: Codable, Sendable, Hashable {
      var sku: String
      var quantity: Int
    }

    struct ShipTo: Codable, Sendable, Hashable {
      var name: String
      var floor: Int?
    }

    var lines: [Lines]
    var `default`: Bool
    var shipTo: ShipTo
  }
}

extension Handlers {
  /// Has a service carry out every operation of `stock-room`.
  mutating func use(stockRoom service: some StockRoomService) {
    on("stock-room.reserve") { (input: StockRoomReserve.Input, call: Call) in
      try await service.reserve(input, call)
    }
    on("stock-room.count") { (input: JSON, call: Call) in
      try await service.count(input, call)
    }
    on("stock-room.repeat") { (input: JSON, call: Call) in
      try await service.`repeat`(input, call)
    }
  }
}
