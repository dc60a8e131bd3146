import SkaldCore
import SkaldDiagnostics

/// SK702.
package struct UnfinishedEntity: Rule {
  package let code = "SK702"
  package let name = "unfinished-entity"
  package let summary = "a saga ends and leaves an entity in a state that is not a last one"
  package let finds = """
    A path to the end `completed` or `compensated` after which an entity of the saga is in a state from which its \
    table still has moves. The shortest such path is told. Where the table says which states are `locked`, an entity may \
    rest in any other: a seat is free again, a subscription is active until somebody ends it. Only the first state must \
    then be said by the end itself, or by a step that moves back to it. One that is left locked is SK710. The completed \
    end of a saga that another one runs as a part is left out: it may still be undone. Of a choreography, the event \
    under `ends.completed`.
    """
  package let matters = "Nothing will move the entity on: the order is shown as being on its way for ever."

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { orderId: int }
    entity: { order: "${input.orderId}" }
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    outcome:
      completed: { state: SHIPPED }
      compensated: { state: CANCELED }
    ---
    skald: 1
    entities:
      order:
        starts: PENDING
        states: { PENDING: [SHIPPED, CANCELED], SHIPPED: [], CANCELED: [] }
    """,
    """
    skald: 1
    saga: sell-seat
    input: { seatId: string }
    entity: { seat: "${input.seatId}" }
    steps:
      - { step: hold, call: venue.hold, compensate: venue.release, state: HELD }
      - { step: pay, call: payments.charge, pivot: true, state: SOLD }
    outcome:
      compensated: { state: FREE }
    ---
    skald: 1
    entities:
      seat:
        starts: FREE
        states: { FREE: [HELD], HELD: [FREE, SOLD], SOLD: [FREE] }
        locked: [HELD]
        whenLocked: wait 30s
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { orderId: int }
    entity: { order: "${input.orderId}" }
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    outcome:
      completed: { state: ⟦SHIPPING⟧ }
      compensated: { state: CANCELED }
    ---
    skald: 1
    entities:
      order:
        starts: PENDING
        states: { PENDING: [SHIPPING, CANCELED], SHIPPING: [SHIPPED], SHIPPED: [], CANCELED: [] }
    """,
    """
    skald: 1
    saga: order
    input: { orderId: int }
    entity: { ⟦order⟧: "${input.orderId}" }
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    outcome:
      completed: { state: SHIPPED }
    ---
    skald: 1
    entities:
      order:
        starts: PENDING
        states: { PENDING: [SHIPPED, CANCELED], SHIPPED: [], CANCELED: [] }
    """,
    """
    skald: 1
    saga: sell-seat
    input: { seatId: string }
    entity: { ⟦seat⟧: "${input.seatId}" }
    steps:
      - { step: hold, call: venue.hold, compensate: venue.release }
      - { step: pay, call: payments.charge, pivot: true, state: SOLD }
    ---
    skald: 1
    entities:
      seat:
        starts: FREE
        states: { FREE: [HELD, SOLD], HELD: [FREE, SOLD], SOLD: [FREE] }
        locked: [HELD]
        whenLocked: wait 30s
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
        - { when: delivery.done.v1, emits: ⟦order.done.v1⟧ }
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
        states: { NEW: [PAID, CANCELED], PAID: [DONE, CANCELED], DONE: [], CANCELED: [] }
    """,
  ]

  package func check(_ exploration: FlowExploration, of flow: BoundChoreography, into findings: inout Findings) {
    for end in exploration.unfinished where end.end == flow.completed?.name {
      findings.report(.unfinished(end, of: flow), at: flow.place(of: end))
    }
  }

  package func check(_ exploration: Exploration, of saga: BoundSaga, into findings: inout Findings) {
    // A lock that is not released is SK710.
    var reported = saga.ends(of: exploration) { saga.isLocked(at: $0) }
    for end in saga.ends(of: exploration, where: { !saga.isLocked(at: $0) && !saga.rests(at: $0) }) {
      guard !reported.contains(where: { $0.kind == end.kind && $0.entity == end.entity }) else { continue }
      reported.append(end)
      let entity = saga.entities[end.entity.index]
      findings.report(.unfinished(end, entity), at: saga.place(of: end))
    }
  }
}

extension BoundSaga {
  /// Whether the entity may stay as the end leaves it: it belongs to no saga then, and the first state, in which it is
  /// left where an end was forgotten, is said.
  fileprivate func rests(at end: Exploration.UnfinishedEnd) -> Bool {
    let table = entities[end.entity.index].declaration
    guard !table.locked.isEmpty else { return false }
    if end.state != table.starts?.value || effects(of: end.kind).moves.contains(where: { $0.entity == end.entity }) {
      return true
    }
    let moves = calls.flatMap { $0.call.succeeded }
    return end.kind == .completed && moves.contains { $0.entity == end.entity && $0.state.value == end.state }
  }
}

extension Finding {
  fileprivate static func unfinished(_ end: Exploration.UnfinishedEnd, _ entity: BoundEntity) -> Finding {
    Finding(
      message: "the end `\(end.kind.rawValue)` leaves `\(entity.name)` in `\(end.state)`, which is not a last state",
      help: end.remedy(for: entity), path: end.path)
  }
}
