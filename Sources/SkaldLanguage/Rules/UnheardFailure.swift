import SkaldDiagnostics

/// SK812.
package struct UnheardFailure: Rule {
  package let code = "SK812"
  package let name = "unheard-failure"
  package let summary = "a refusal after which nobody brings the flow to an end"
  package let finds = """
    A path on which a call is refused, and the flow comes to rest without an end: nobody reacts to the event under \
    `refused`, or what they do leads to no end. The shortest such path is told. A call that is never answered is \
    another matter: it raises an incident, and an operator decides.
    """
  package let matters = "What the others did before stays done, and the flow is never over."

  package let accepts = [FlowExample.order]
  package let rejects = [
    """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1, compensated: order.canceled.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: payment.charge, emits: payment.done.v1, refused: order.canceled.v1 }
      delivery:
        - when: payment.done.v1
          call: delivery.send
          pivot: true
          emits: order.done.v1
          refused: ⟦delivery.refused.v1⟧
    ---
    skald: 1
    services:
      payment: { charge: { refuses: [declined] } }
      delivery: { send: { refuses: [no_address], keyTTL: forever } }
    events:
      order.created.v1: { topic: orders, key: id, data: { id: int }, external: true }
      payment.done.v1: { topic: payments, key: id, data: { id: int } }
      delivery.refused.v1: { topic: deliveries, key: id, data: { id: int }, public: true }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
      order.canceled.v1: { topic: orders, key: id, data: { id: int } }
    """
  ]

  package func check(_ exploration: FlowExploration, of flow: BoundChoreography, into findings: inout Findings) {
    for stop in exploration.stops where stop.isRefused {
      guard let number = stop.reaction else { continue }
      let reaction = flow.reactions[number]
      guard let event = reaction.refused?.syntax.event else { continue }
      findings.report(
        Finding(
          message: "after `\(reaction.name)` is refused, the flow comes to no end",
          help: "let those react to `\(event.value)` who did something before, and one announce the end",
          path: stop.path), at: event.range)
    }
  }
}
