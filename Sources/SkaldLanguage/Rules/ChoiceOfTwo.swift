import SkaldDiagnostics

/// SK811.
package struct ChoiceOfTwo: Rule {
  package let code = "SK811"
  package let name = "choice-of-two"
  package let summary = "two participants choose the end of a flow independently of each other"
  package let finds = """
    A path on which both ends are announced, because different participants reacted to different events without \
    knowing of each other. The shortest such path is told.
    """
  package let matters = """
    One ships the order while another cancels it. Who decides between two ways must be one participant.
    """

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
        - { when: delivery.refused.v1, emits: order.canceled.v1 }
      delivery:
        - when: payment.done.v1
          call: delivery.send
          pivot: true
          emits: order.done.v1
          refused: delivery.refused.v1
      support:
        - { when: ⟦order.stopped.v1⟧, emits: order.canceled.v1 }
    ---
    skald: 1
    services:
      payment: { charge: { effect: false, refuses: [declined] } }
      delivery: { send: { effect: false, refuses: [no_address], keyTTL: forever } }
    events:
      order.created.v1: { topic: orders, key: id, data: { id: int }, external: true }
      payment.done.v1: { topic: payments, key: id, data: { id: int } }
      delivery.refused.v1: { topic: deliveries, key: id, data: { id: int } }
      order.stopped.v1: { topic: stops, key: id, data: { id: int }, external: true }
      order.done.v1: { topic: orders, key: id, data: { id: int } }
      order.canceled.v1: { topic: orders, key: id, data: { id: int } }
    """
  ]

  package func check(_ exploration: FlowExploration, of flow: BoundChoreography, into findings: inout Findings) {
    for end in exploration.doubleEnds where end.isRace {
      let reactions = end.reactions.map { flow.reactions[$0] }
      guard let last = reactions.last, let first = reactions.first else { continue }
      let names = reactions.map { $0.participant.value }
      findings.report(
        Finding(
          message: "\(names.map { "`\($0)`" }.joined(separator: " and ")) choose the end independently of each other",
          help: "let one of them decide, or guard both with a `state` of one entity",
          related: [.init(message: "the other choice", file: flow.file, range: first.trigger)], path: end.path),
        at: last.trigger)
    }
  }
}

extension BoundReaction {
  /// Where the events are written that bring it about.
  fileprivate var trigger: SourceRange { syntax.events.first?.range ?? place }
}
