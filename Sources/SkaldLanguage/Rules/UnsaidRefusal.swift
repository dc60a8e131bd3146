import SkaldDiagnostics

/// SK803.
package struct UnsaidRefusal: Rule {
  package let code = "SK803"
  package let name = "unsaid-refusal"
  package let summary = "a call that may be refused, and nobody is told"
  package let finds = "A reaction whose operation declares refusals, and that has no `refused`."
  package let matters = """
    After the refusal nothing happens any more: what others did before is never undone, and the flow never ends.
    """

  package let accepts = [FlowExample.order]
  package let rejects = [
    """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: ⟦payment.charge⟧, emits: order.done.v1 }
    ---
    skald: 1
    services:
      payment: { charge: { refuses: [declined] } }
    events:
      order.created.v1: { topic: orders, key: id, data: { id: int }, external: true }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
    """
  ]

  package func check(_ flow: BoundChoreography, in project: BoundProject, into findings: inout Findings) {
    for reaction in flow.reactions where reaction.syntax.refused == nil {
      guard let operation = reaction.call?.operation, !operation.refusals.isEmpty else { continue }
      let codes = operation.refusals.map { $0.value }.joined(separator: ", ")
      findings.report(
        Finding(
          message: "`\(operation.name)` may refuse (\(codes)), and no event says so",
          help: "add `refused` with an event, and let those react to it who did something before"), at: reaction.place)
    }
  }
}
