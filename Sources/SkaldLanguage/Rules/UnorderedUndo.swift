import SkaldDiagnostics

/// SK810.
package struct UnorderedUndo: Rule {
  package let code = "SK810"
  package let name = "unordered-undo"
  package let summary = "an undo that can come before what it undoes"
  package let finds = """
    A reaction with `undoes` to an event that does not follow from the call which it undoes, and without a `state` \
    that would hold it until then.
    """
  package let matters = "The undo finds nothing to undo, and the call takes effect afterwards: nobody will undo it."

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
        - { when: delivery.refused.v1, call: payment.refund, undoes: payment.charge, emits: order.canceled.v1 }
        - { when: ⟦order.stopped.v1⟧, call: payment.refund, undoes: payment.charge }
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
      order.stopped.v1: { topic: stops, key: id, data: { id: int }, external: true }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
      order.canceled.v1: { topic: orders, key: id, data: { id: int } }
    """
  ]

  package func check(_ flow: BoundChoreography, in project: BoundProject, into findings: inout Findings) {
    guard !flow.hasGaps, let model = FlowModel(flow) else { return }
    let graph = FlowGraph(model)
    for (number, reaction) in model.reactions.enumerated() where !reaction.undone.isEmpty && reaction.moves.isEmpty {
      let results = reaction.undone.flatMap { model.reactions[$0].outcomes }
      let following = graph.events(after: results).union(results)
      let undone = flow.reactions[reaction.undone[0]]
      // Of events that must all come, one that follows holds the others.
      if reaction.needsAll, reaction.events.contains(where: following.contains) { continue }
      for event in flow.reactions[number].syntax.events {
        guard let index = model.events.firstIndex(of: event.value), !following.contains(index) else { continue }
        findings.report(
          Finding(
            message: "`\(event.value)` does not follow from `\(undone.name)`, which this undoes: it can come before",
            help: "react to an event that follows from it, or hold the undo back with a `state`"), at: event.range)
      }
    }
  }
}
