import FoundationEssentials
import Skald
import Testing

/// A small shop, as somebody who embeds the engine would write it.
enum Shop {
  struct Charge: Codable, Sendable {
    var orderId: Int
    var amount: Int
  }

  struct Receipt: Codable, Sendable {
    var paymentId: String
  }

  struct Reserve: Codable, Sendable {
    var orderId: Int
    var sku: String
    var quantity: Int
  }

  struct Reservation: Codable, Sendable {
    var reservationId: String
  }

  private static let saga = """
    skald: 1
    saga: place-order
    use: [contracts.yaml]
    input: { orderId: int, amount: int, sku: string, quantity: int }
    key: order-${input.orderId}
    entity: { order: "${input.orderId}" }
    steps:
      - step: charge
        call: payment.charge
        with: { orderId: "${input.orderId}", amount: "${input.amount}" }
        state: PAID
        compensate: { call: payment.refund, with: { orderId: "${input.orderId}" } }
      - step: reserve
        call: inventory.reserve
        with: { orderId: "${input.orderId}", sku: "${input.sku}", quantity: "${input.quantity}" }
        state: RESERVED
        compensate: { call: inventory.release, with: { orderId: "${input.orderId}" } }
      - step: ship
        call: delivery.request
        with: { orderId: "${input.orderId}", reservationId: "${reserve.reservationId}" }
        state: SHIPPING
        pivot: true
      - { wait: order.delivered.v1, timeout: 2h, otherwise: alert }
    outcome:
      completed: { state: COMPLETED, emits: order.completed.v1 }
      compensating: { state: CANCELING }
      compensated: { state: CANCELED }

    """

  private static let contracts = """
    skald: 1
    services:
      payment:
        charge:
          in: { orderId: int, amount: int }
          out: { paymentId: string }
          refuses: [card_declined]
        refund: { in: { orderId: int }, idempotent: natural }
      inventory:
        reserve:
          in: { orderId: int, sku: string, quantity: int }
          out: { reservationId: string }
          refuses: [out_of_stock]
        release: { in: { orderId: int }, idempotent: natural }
      delivery:
        request:
          in: { orderId: int, reservationId: string }
          out: { deliveryId: string }
          refuses: [address_unserviceable]
          keyTTL: forever
    events:
      order.delivered.v1: { key: orderId, data: { orderId: int }, external: true }
      order.completed.v1: { key: orderId, data: { orderId: int }, public: true }
    entities:
      order:
        starts: PENDING
        states:
          PENDING: [PAID, CANCELING]
          PAID: [RESERVED, CANCELING]
          RESERVED: [SHIPPING, CANCELING]
          SHIPPING: [COMPLETED]
          CANCELING: [CANCELED]
          COMPLETED: []
          CANCELED: []

    """

  /// The saga, compiled.
  static func program() throws -> SagaProgram {
    let compilation = Compiler.compile([
      SourceText(path: "contracts.yaml", text: contracts), SourceText(path: "place-order.saga.yaml", text: saga),
    ])
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    #expect(errors.isEmpty, "\(errors.map { "\($0.code) \($0.message)" })")
    return try #require(compilation.sagas.first?.program)
  }

  static func order(_ id: Int64, amount: Int64 = 500) -> JSON {
    ["orderId": .int(id), "amount": .int(amount), "sku": "lamp", "quantity": 1]
  }
}

/// A database file of its own, removed with it.
final class Scratch: Sendable {
  let path = FileManager.default.temporaryDirectory.path + "/skald-testing-\(UUID().uuidString).db"

  deinit {
    for suffix in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path + suffix) }
  }
}
