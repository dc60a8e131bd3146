import SkaldDiagnostics

/// SK805.
package struct UnsoundFlow: Rule {
  package let code = "SK805"
  package let name = "unsound-flow"
  package let summary = "events that go round for ever, two ends of one flow, an end before the last undo"
  package let finds = """
    Events that lead to each other in a circle which no condition and no state stops; a path on which both ends are \
    announced, one after the other; and one on which `ends.compensated` is announced before a reaction with `undoes` \
    has undone the last effect.
    """
  package let matters = """
    A circle never ends. After an end, events are dropped: what had still to be undone stays as it is.
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
        - { when: delivery.refused.v1, call: payment.refund, undoes: payment.charge, emits: payment.done.v1 }
      delivery:
        - when: ⟦payment.done.v1⟧
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
    """
    skald: 1
    choreography: order
    key: id
    starts: order.created.v1
    ends: { completed: order.done.v1, compensated: order.canceled.v1 }
    participants:
      payment:
        - { when: order.created.v1, call: ⟦payment.charge⟧, emits: payment.done.v1, refused: order.canceled.v1 }
        - { when: delivery.refused.v1, call: payment.refund, undoes: payment.charge }
      delivery:
        - when: payment.done.v1
          call: delivery.send
          pivot: true
          emits: order.done.v1
          refused: delivery.refused.v1
        - { when: delivery.refused.v1, emits: order.canceled.v1 }
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
          emits: [order.done.v1, order.canceled.v1]
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

  package func check(_ exploration: FlowExploration, of flow: BoundChoreography, into findings: inout Findings) {
    for leftover in exploration.leftovers where leftover.isUndoneLater {
      findings.report(.early(flow.reactions[leftover.reaction], leftover), at: flow.reactions[leftover.reaction].place)
    }
    for end in exploration.doubleEnds where !end.isRace {
      guard let first = end.reactions.first else { continue }
      findings.report(.twoEnds(end), at: flow.reactions[first].place)
    }
  }

  package func check(_ flow: BoundChoreography, in project: BoundProject, into findings: inout Findings) {
    guard !flow.hasGaps, let model = FlowModel(flow) else { return }
    let graph = FlowGraph(model)
    var reported: Set<Int> = []
    for event in model.events.indices {
      guard let circle = graph.circle(from: event), reported.isDisjoint(with: circle), let first = circle.first,
        let place = flow.reactions[first].syntax.events.first(where: { $0.value == model.events[event] })
      else { continue }
      reported.formUnion(circle)
      findings.report(.circle(place.value, circle.map { flow.reactions[$0].name }), at: place.range)
    }
  }
}

extension Finding {
  fileprivate static func early(_ reaction: BoundReaction, _ leftover: FlowExploration.Leftover) -> Finding {
    Finding(
      message: "the flow ends as compensated before `\(reaction.name)` is undone",
      help: "announce the end in reaction to the event of the last undo", path: leftover.path)
  }

  fileprivate static func twoEnds(_ end: FlowExploration.DoubleEnd) -> Finding {
    Finding(message: "from here on the flow announces both ends", help: "let each path have one end", path: end.path)
  }

  fileprivate static func circle(_ event: String, _ reactions: [String]) -> Finding {
    Finding(
      message: "`\(event)` leads back to itself, and nothing stops it",
      help: "let a reaction have a `state` that is entered once alone, or an `if`", path: reactions)
  }
}
