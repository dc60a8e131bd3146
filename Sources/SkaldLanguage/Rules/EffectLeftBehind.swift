import SkaldDiagnostics

/// SK804.
package struct EffectLeftBehind: Rule {
  package let code = "SK804"
  package let name = "effect-left-behind"
  package let summary = "a flow ends as undone, and something is left"
  package let finds = """
    A path on which the event under `ends.compensated` is emitted although the call of a reaction took effect and no \
    reaction with `undoes` undid it, or although an entity is not in a last state of its table. The shortest such \
    path is told. Every order of events is followed, and every refusal.
    """
  package let matters = "The customer is told that the order is canceled, and the money stays taken."

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
        - { when: order.created.v1, call: ⟦payment.charge⟧, emits: payment.done.v1, refused: order.canceled.v1 }
        - { when: delivery.refused.v1, emits: order.canceled.v1 }
      delivery:
        - when: payment.done.v1
          call: delivery.send
          pivot: true
          emits: order.done.v1
          refused: delivery.refused.v1
    ---
    skald: 1
    services:
      payment: { charge: { refuses: [declined] } }
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
        - { when: delivery.done.v1, state: DONE, emits: order.done.v1 }
        - { when: [payment.failed.v1, payment.refunded.v1], state: CANCELING, emits: ⟦order.canceled.v1⟧ }
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
        states: { NEW: [PAID, CANCELING], PAID: [DONE, CANCELING], DONE: [], CANCELING: [CANCELED], CANCELED: [] }
    """,
  ]

  package func check(_ exploration: FlowExploration, of flow: BoundChoreography, into findings: inout Findings) {
    for leftover in exploration.leftovers where !leftover.isUndoneLater {
      findings.report(.left(flow.reactions[leftover.reaction], leftover), at: flow.reactions[leftover.reaction].place)
    }
    for end in exploration.unfinished where end.end == flow.compensated?.name {
      findings.report(.unfinished(end, of: flow), at: flow.place(of: end))
    }
    if !exploration.isComplete { findings.report(.tooMany, at: flow.syntax.range) }
  }
}

extension BoundChoreography {
  /// Where an end is announced.
  func place(of end: FlowExploration.UnfinishedEntity) -> SourceRange {
    let reaction = reactions[end.reaction]
    let emissions = reaction.emissions + [reaction.refused].compactMap { $0 }
    return emissions.first { $0.event?.name == end.end }?.syntax.event.range ?? reaction.place
  }
}

extension Finding {
  fileprivate static func left(_ reaction: BoundReaction, _ leftover: FlowExploration.Leftover) -> Finding {
    Finding(
      message: "`\(reaction.name)` took effect, and the flow ends as compensated without undoing it",
      help:
        "add a reaction with `undoes: \(reaction.call?.operation?.name ?? reaction.name)` to the event that says so",
      path: leftover.path)
  }

  /// An end that leaves an entity in a state which is not its last.
  static func unfinished(_ end: FlowExploration.UnfinishedEntity, of flow: BoundChoreography) -> Finding {
    let entity = flow.entities[end.entity]
    let last = entity.declaration.states.filter { $0.next.isEmpty }.map { $0.name.value }
    return Finding(
      message: "`\(end.end)` is announced while `\(entity.name)` is in `\(end.state)`, which is not a last state",
      help: last.isEmpty
        ? "the table has no state without moves: give it one" : "its last states are \(last.joined(separator: ", "))",
      path: end.path)
  }

  fileprivate static var tooMany: Finding {
    Finding(
      message: "the flow has more paths than are followed: its ends are checked on the first alone", severity: .note)
  }
}
