import SkaldCore
import SkaldDiagnostics

/// SK702.
package struct UnfinishedEntity: Rule {
  package let code = "SK702"
  package let name = "unfinished-entity"
  package let summary = "a saga ends and leaves an entity in a state that is not a last one"
  package let finds = """
    A path to the end `completed` or `compensated` after which an entity of the saga is in a state from which its \
    table still has moves. The shortest such path is told. The completed end of a saga that another one runs as a part \
    is left out: it may still be undone.
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
    """
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
  ]

  package func check(_ exploration: Exploration, of saga: BoundSaga, into findings: inout Findings) {
    for end in exploration.unfinishedEnds {
      // The saga that runs it may still have it undone, so that its end is not the last word.
      if saga.isPart, end.kind == .completed { continue }
      let entity = saga.entities[end.entity.index]
      findings.report(.unfinished(end, entity), at: saga.place(of: end))
    }
  }
}

extension BoundSaga {
  /// Where the end says what becomes of the entity, or else where it could.
  fileprivate func place(of end: Exploration.UnfinishedEnd) -> SourceRange {
    if let move = effects(of: end.kind).moves.last(where: { $0.entity == end.entity }) { return move.state.range }
    let written = end.kind == .completed ? syntax.outcome.completed : syntax.outcome.compensated
    return written?.range ?? syntax.entities[end.entity.index].name.range
  }
}

extension Finding {
  fileprivate static func unfinished(_ end: Exploration.UnfinishedEnd, _ entity: BoundEntity) -> Finding {
    let last = entity.declaration.states.filter { $0.next.isEmpty }.map { $0.name.value }
    return Finding(
      message: "the end `\(end.kind.rawValue)` leaves `\(entity.name)` in `\(end.state)`, which is not a last state",
      help: last.isEmpty
        ? "the table has no state without moves: give it one"
        : "let `outcome.\(end.kind.rawValue)` have a `state`: its last states are \(last.joined(separator: ", "))",
      path: end.path)
  }
}
