import SkaldCore
import SkaldDiagnostics
import SkaldLanguage

/// The sagas that `skald bench` runs, written as authors write them.
enum BenchSaga {
  /// Four call steps with contracts and events, as in an order; no wait, so five commits.
  static let order = """
    skald: 1
    services:
      payment:
        charge: { in: { orderId: int, amount: int }, out: { paymentId: string }, refuses: [card_declined] }
        refund: { in: { orderId: int, reason: string }, out: { refundId: string }, idempotent: natural }
      inventory:
        reserve: { in: { orderId: int, sku: string }, out: { reservationId: string }, refuses: [out_of_stock] }
        release: { in: { orderId: int }, idempotent: natural }
      delivery:
        request: { in: { orderId: int, address: string }, out: { deliveryId: string }, refuses: [unserviceable] }
        cancel: { in: { orderId: int }, idempotent: natural }
      ledger:
        close: { in: { orderId: int, amount: int }, out: { entryId: string }, keyTTL: forever }
    events:
      payment.completed.v1: { topic: payments, key: orderId, data: { orderId: int, paymentId: string }, public: true }
      stock.reserved.v1: { topic: stock, key: orderId, data: { orderId: int, reservationId: string }, public: true }
      delivery.started.v1: { topic: deliveries, key: orderId, data: { orderId: int, deliveryId: string }, public: true }
      order.completed.v1: { topic: orders, key: orderId, data: { orderId: int }, public: true }
    ---
    skald: 1
    saga: bench
    version: 1
    input: { orderId: int, userId: int, amount: int, sku: string }
    key: order-${input.orderId}
    steps:
      - step: charge
        call: payment.charge
        with: { orderId: "${input.orderId}", amount: "${input.amount * 100 + 99}" }
        emits: payment.completed.v1
        compensate: { call: payment.refund, with: { orderId: "${input.orderId}", reason: "${saga.failure.code}" } }
      - step: reserve
        call: inventory.reserve
        with: { orderId: "${input.orderId}", sku: "${input.sku}" }
        emits: stock.reserved.v1
        compensate: inventory.release
      - step: ship
        call: delivery.request
        with: { orderId: "${input.orderId}", address: "user ${input.userId}, box ${reserve.reservationId}" }
        emits: delivery.started.v1
        compensate: delivery.cancel
      - step: close
        call: ledger.close
        with: { orderId: "${input.orderId}", amount: "${input.amount}" }
        pivot: true
        emits: order.completed.v1

    """

  /// A saga that waits for an event, to see what waiting costs.
  static let waiting = """
    skald: 1
    events:
      order.paid.v1: { topic: orders, key: orderId, data: { orderId: int, amount: int }, external: true }
    ---
    skald: 1
    saga: bench-waiting
    version: 1
    input: { orderId: int, userId: int, amount: int, sku: string }
    key: order-${input.orderId}
    steps:
      - wait: order.paid.v1
        timeout: 30d

    """

  /// The program of one of these texts.
  static func program(_ text: String) throws -> SagaProgram {
    let compilation = Compiler.compile([SourceText(path: "bench.yaml", text: text)])
    guard let program = compilation.sagas.first?.program else {
      let findings = compilation.diagnostics.map { "\($0.code) \($0.message)" }.joined(separator: "; ")
      throw CommandFault(code: "internal", message: "the benchmark's saga does not compile: \(findings)", exitCode: 3)
    }
    return program
  }
}
