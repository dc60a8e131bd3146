import Skald

/// The saga of the shop, and what it calls. A larger program would keep these as files of their own.
enum Definition {
  /// The saga, compiled.
  /// - Throws: ``DefinitionError`` with the findings where the text has errors.
  static func program() throws(DefinitionError) -> SagaProgram {
    let compilation = Compiler.compile([
      SourceText(path: "contracts.yaml", text: contracts), SourceText(path: "place-order.saga.yaml", text: saga),
    ])
    guard !compilation.hasErrors, let program = compilation.sagas.first?.program else {
      throw DefinitionError(findings: compilation.diagnostics.map { "\($0.code): \($0.message)" })
    }
    return program
  }

  private static let saga = """
    skald: 1
    saga: place-order
    use: [contracts.yaml]
    input: { orderId: string, amount: int, sku: string, quantity: int }
    key: order-${input.orderId}
    steps:
      - step: reserve
        call: inventory.reserve
        with: { orderId: "${input.orderId}", sku: "${input.sku}", quantity: "${input.quantity}" }
        compensate: { call: inventory.release, with: { orderId: "${input.orderId}" } }
      - step: charge
        call: payment.charge
        with: { orderId: "${input.orderId}", amount: "${input.amount}" }
        pivot: true

    """

  private static let contracts = """
    skald: 1
    services:
      inventory:
        reserve:
          in: { orderId: string, sku: string, quantity: int }
          refuses: [out_of_stock]
        release: { in: { orderId: string }, idempotent: natural }
      payment:
        charge:
          in: { orderId: string, amount: int }
          out: { paymentId: string }
          refuses: [card_declined]
          keyTTL: forever

    """
}

/// Why the saga cannot be run.
struct DefinitionError: Error, CustomStringConvertible {
  let findings: [String]
  var description: String { findings.joined(separator: "; ") }
}
