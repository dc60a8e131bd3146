import CEL
import SkaldDiagnostics

/// SK606.
package struct VagueKey: Rule {
  package let code = "SK606"
  package let name = "vague-key"
  package let summary = "an idempotency key that does not tell one instance from another"
  package let finds = """
    A custom `idempotencyKey` that reads neither `saga.id` nor `saga.key`, and not every field of the input from \
    which the saga's `key` is made; of a choreography, one that does not read the field under its `key` either.
    """
  package let matters = """
    Two orders go by one key: the service takes the second for a repeat of the first, and never carries it out.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    key: order-${input.id}
    steps: [ { step: pay, call: shop.pay, pivot: true, idempotencyKey: "pay-${input.id}" } ]

    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int }
    key: order-${input.id}
    steps: [ { step: pay, call: shop.pay, pivot: true, idempotencyKey: ⟦payment⟧ } ]

    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
    """,
    """
    skald: 1
    saga: order
    input: { id: int, shopId: int }
    key: "${input.shopId}-${input.id}"
    steps: [ { step: pay, call: shop.pay, pivot: true, idempotencyKey: ⟦"pay-${input.id}"⟧ } ]

    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
    """,
    """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1, compensated: order.canceled.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: payment.charge, idempotencyKey: ⟦charge⟧, emits: payment.done.v1, refused: order.canceled.v1 }
        - { when: delivery.refused.v1, call: payment.refund, undoes: payment.charge, emits: order.canceled.v1 }
      delivery:
        - when: payment.done.v1
          call: delivery.send
          pivot: true
          emits: order.done.v1
          refused: delivery.refused.v1
    ---
    skald: 1
    services:
      payment: { charge: { refuses: [declined] }, refund: { idempotent: natural } }
      delivery: { send: { refuses: [no_address], keyTTL: forever } }
    events:
      order.created.v1: { topic: orders, key: id, data: { id: int }, external: true }
      payment.done.v1: { topic: payments, key: id, data: { id: int } }
      delivery.refused.v1: { topic: deliveries, key: id, data: { id: int } }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
      order.canceled.v1: { topic: orders, key: id, data: { id: int } }
    """,
  ]

  package func check(_ flow: BoundChoreography, in project: BoundProject, into findings: inout Findings) {
    guard let field = flow.syntax.key?.value else { return }
    for key in flow.reactions.compactMap({ $0.call?.syntax.idempotencyKey }) {
      let isTelling = key.references.contains { reference in
        switch reference.root {
        case "saga": ["id", "key"].contains(reference.path.first)
        case "event", "start": reference.path.first == field
        default: false
        }
      }
      if !isTelling { findings.report(.vague(in: field), at: key.range) }
    }
  }

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    let parts = saga.syntax.key?.references.filter { $0.root == "input" }.compactMap { $0.path.first } ?? []
    for (_, call) in saga.calls {
      guard let key = call.syntax.idempotencyKey else { continue }
      let read = key.references
      if read.contains(where: { $0.root == "saga" && ["id", "key"].contains($0.path.first) }) { continue }
      let fields = Set(read.filter { $0.root == "input" }.compactMap { $0.path.first })
      let missing = parts.filter { !fields.contains($0) }
      // Without a key of the saga nothing tells its instances apart but what the input holds.
      guard !missing.isEmpty || (parts.isEmpty && fields.isEmpty && !read.contains { $0.root != "saga" }) else {
        continue
      }
      findings.report(.vague(missing), at: key.range)
    }
  }
}

extension Finding {
  fileprivate static func vague(in field: String) -> Finding {
    Finding(
      message: "this idempotency key does not tell one flow from another",
      help: "add ${event.\(field)}, or leave it to the default")
  }

  fileprivate static func vague(_ missing: [String]) -> Finding {
    let fields = missing.map { "`input.\($0)`" }.joined(separator: " and ")
    return Finding(
      message: missing.isEmpty
        ? "this idempotency key is the same for every instance" : "this idempotency key leaves out \(fields)",
      help: missing.isEmpty ? "add ${saga.id}, or leave it to the default" : "add it, or use ${saga.key}")
  }
}
