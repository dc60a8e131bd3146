import SkaldCore
package import SkaldDiagnostics

/// SK809.
package struct MoveThatCannotHappen: Rule {
  package let code = "SK809"
  package let name = "move-that-cannot-happen"
  package let severity = Severity.warning
  package let summary = "a reaction whose state can never be entered when its event comes"
  package let finds = """
    A reaction with a `state` that the table allows from no state in which the entity can be when the event is \
    there, or that it can be in later. Every order of events is followed.
    """
  package let matters = "The event is held until nothing can come any more, and dropped: the reaction never happens."

  package let accepts = [FlowExample.orderWithStates]
  package let rejects = [
    """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1, compensated: order.canceled.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: payment.charge, emits: payment.done.v1, refused: payment.failed.v1 }
        - { when: delivery.refused.v1, call: payment.refund, undoes: payment.charge, emits: payment.refunded.v1 }
      delivery:
        - when: payment.done.v1
          call: delivery.send
          pivot: true
          emits: delivery.done.v1
          refused: delivery.refused.v1
      order:
        - { when: payment.done.v1, state: PAID }
        - { when: ⟦delivery.refused.v1⟧, state: BACK }
        - { when: delivery.done.v1, state: DONE, emits: order.done.v1 }
        - { when: [payment.failed.v1, payment.refunded.v1], state: CANCELED, emits: order.canceled.v1 }
    ---
    skald: 1
    services:
      payment: { charge: { refuses: [declined] }, refund: { idempotent: natural } }
      delivery: { send: { refuses: [no_address], keyTTL: forever } }
    events:
      order.created.v1: { topic: orders, key: id, data: { id: int }, external: true }
      payment.done.v1: { topic: payments, key: id, data: { id: int } }
      delivery.refused.v1: { topic: deliveries, key: id, data: { id: int } }
      payment.failed.v1: { topic: payments, key: id, data: { id: int } }
      payment.refunded.v1: { topic: payments, key: id, data: { id: int } }
      delivery.done.v1: { topic: deliveries, key: id, data: { id: int } }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
      order.canceled.v1: { topic: orders, key: id, data: { id: int } }
    entities:
      order:
        starts: NEW
        states: { NEW: [PAID, CANCELED], PAID: [DONE, CANCELED], DONE: [], LOST: [BACK], BACK: [], CANCELED: [] }
    """
  ]

  package func check(_ exploration: FlowExploration, of flow: BoundChoreography, into findings: inout Findings) {
    for idle in exploration.idleMoves {
      let reaction = flow.reactions[idle.reaction]
      guard let event = reaction.syntax.events.first(where: { $0.value == idle.event }), let move = reaction.moves.first
      else { continue }
      let entity = flow.entities[move.entity.index]
      let sources = entity.declaration.states.filter { $0.next.contains { $0.value == move.state.value } }
      findings.report(
        Finding(
          message: "when `\(idle.event)` comes, `\(entity.name)` can never move to `\(move.state.value)`",
          help: sources.isEmpty
            ? "no state of the table leads there"
            : "only \(sources.map { $0.name.value }.joined(separator: ", ")) lead there"), at: event.range)
    }
  }
}
