import CEL
import SkaldDiagnostics

/// SK303.
package struct VolatileKey: Rule {
  package let code = "SK303"
  package let name = "volatile-key"
  package let summary = "an idempotency key that may change between attempts"
  package let finds = """
    An `idempotencyKey` that reads `id`, `time`, `source` or `attempt` of an event whose data declares no such \
    field: what carries an event knows these, and may tell them anew with each delivery.
    """
  package let matters = "The service takes the second attempt for another call, and carries it out twice."

  package let accepts = [
    """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1, compensated: order.canceled.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: payment.charge, idempotencyKey: "charge-${event.id}", emits: payment.done.v1, refused: order.canceled.v1 }
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
    """
  ]
  package let rejects = [
    """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1, compensated: order.canceled.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: payment.charge, idempotencyKey: "${start.id}-${⟦event.time⟧}", emits: payment.done.v1, refused: order.canceled.v1 }
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
    """
  ]

  package func check(_ flow: BoundChoreography, in project: BoundProject, into findings: inout Findings) {
    for expression in flow.parts.expressions {
      for reference in expression.volatileReferences {
        findings.report(
          Finding(
            message: "`\(([reference.root] + reference.path).joined(separator: "."))` may change between attempts",
            help: "make the key of fields of the event's data"), at: expression.syntax.range(of: reference.range))
      }
    }
  }
}

extension BoundExpression {
  private static let volatile = ["id", "time", "source", "attempt"]

  /// What an idempotency key reads of the delivery of an event, rather than of its data.
  var volatileReferences: [Reference] {
    guard place == .idempotencyKey else { return [] }
    return syntax.references.filter { reference in
      guard ["event", "start"].contains(reference.root), let field = reference.path.first,
        case .object(let object)? = scope.environment[reference.root]
      else { return false }
      return Self.volatile.contains(field) && object[field] == nil
    }
  }
}
