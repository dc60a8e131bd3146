import SkaldDiagnostics

/// SK404.
package struct LoopWithoutEnd: Rule {
  package let code = "SK404"
  package let name = "loop-without-end"
  package let summary = "a loop whose condition never holds, or a flow that stops short of an end"
  package let finds = """
    A `repeat` without `atMost` whose `until` is false whatever the values are; a path of a choreography on which \
    nothing is left to react to, and no end was announced. After a refusal, that is SK812. A flow that waits for an \
    event from outside has stopped, unless it has a `deadline`, which tells that the event never came.
    """
  package let matters = "No end can be reached: the instance stays where it is until somebody cancels it."

  package let accepts = [
    """
    skald: 1
    saga: import
    deadline: 1d
    steps:
      - repeat: poll
        every: 1m
        until: status.done
        steps: [ { step: status, call: importer.status } ]
    ---
    skald: 1
    services: { importer: { status: { out: { done: bool }, effect: false } } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: import
    deadline: 1d
    steps:
      - repeat: poll
        every: 1m
        until: ⟦false⟧
        steps: [ { step: status, call: importer.status } ]
    ---
    skald: 1
    services: { importer: { status: { out: { done: bool }, effect: false } } }
    """,
    """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1, compensated: order.canceled.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: payment.charge, emits: payment.done.v1, refused: order.canceled.v1 }
        - { when: delivery.refused.v1, call: payment.refund, undoes: payment.charge, emits: order.canceled.v1 }
      delivery:
        - when: payment.done.v1
          call: ⟦delivery.send⟧
          pivot: true
          emits: parcel.sent.v1
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
      parcel.sent.v1: { topic: deliveries, key: id, data: { id: int }, public: true }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
      order.canceled.v1: { topic: orders, key: id, data: { id: int } }
    """,
  ]

  package func check(_ exploration: FlowExploration, of flow: BoundChoreography, into findings: inout Findings) {
    for stop in exploration.stops where !stop.isRefused {
      let reaction = stop.reaction.map { flow.reactions[$0] }
      findings.report(
        Finding(
          message: reaction.map { "after `\($0.name)` the flow may come to rest without an end" }
            ?? "nothing happens when the flow begins",
          help: "let somebody react to what is emitted here, and one announce an end", path: stop.path),
        at: reaction?.place ?? flow.syntax.starts?.range ?? flow.syntax.range)
    }
  }

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for loop in saga.allSteps.compactMap({ $0.loop }) where loop.syntax.atMost == nil {
      guard loop.syntax.until.constantTruth == false else { continue }
      findings.report(
        Finding(
          message: "the loop never ends: its condition is always false",
          help: "compare with what a round finds, or add `atMost`"), at: loop.syntax.until.range)
    }
  }
}
