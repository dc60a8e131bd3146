import SkaldCore
import SkaldDiagnostics

/// SK701.
package struct IllegalTransition: Rule {
  package let code = "SK701"
  package let name = "illegal-transition"
  package let summary = "an entity is moved to a state that its table does not allow there"
  package let finds = """
    A `state` of a step or an outcome that some path asks for in a state from which the entity's table has no such \
    move: on the way of success, after a refusal, after an outcome that stays unknown, and after cancel or deadline. \
    The shortest such path is told.
    """
  package let matters = "The move is refused when it is asked for, and the saga stands still until an operator acts."

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { orderId: int }
    entity: { order: "${input.orderId}" }
    steps:
      - { step: ship, call: delivery.request, pivot: true, state: SHIPPED }
    outcome:
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
      - { step: pack, call: depot.pack, compensate: depot.unpack, state: PACKED }
      - { step: ship, call: delivery.request, pivot: true, state: SHIPPED }
    outcome:
      compensated: { state: ⟦CANCELED⟧ }
    ---
    skald: 1
    entities:
      order:
        starts: PENDING
        states: { PENDING: [PACKED, CANCELED], PACKED: [SHIPPED], SHIPPED: [], CANCELED: [] }
    """
  ]

  package func check(_ exploration: Exploration, of saga: BoundSaga, into findings: inout Findings) {
    for move in exploration.illegalMoves {
      guard let place = saga.place(of: move.origin) else { continue }
      let entity = saga.entities[move.entity.index]
      findings.report(.illegal(move, entity), at: place)
    }
    if !exploration.isComplete { findings.report(.tooMany, at: saga.syntax.range) }
  }
}

extension BoundSaga {
  /// Where a move is written.
  fileprivate func place(of origin: Exploration.Origin) -> SourceRange? {
    switch origin {
    case .dispatched(let step, let index): call(of: step)?.dispatched[index].state.range
    case .succeeded(let step, let index): call(of: step)?.succeeded[index].state.range
    case .part(let step): allSteps.first { $0.id == step }?.place
    case .outcome(let kind, let index): effects(of: kind).moves[index].state.range
    }
  }

  private func call(of id: StepID) -> BoundCall? { allSteps.first { $0.id == id }?.call }

  /// What an outcome brings about.
  func effects(of kind: Exploration.OutcomeKind) -> BoundOutcome.Effects {
    switch kind {
    case .completed: outcome.completed
    case .compensating: outcome.compensating
    case .compensated: outcome.compensated
    case .stuck: outcome.stuck
    }
  }
}

extension Finding {
  fileprivate static func illegal(_ move: Exploration.IllegalMove, _ entity: BoundEntity) -> Finding {
    let sources = move.sources.map { "`\($0)`" }.joined(separator: ", ")
    let state = entity.declaration.states.first { $0.name.value == move.sources.first }
    let allowed = state?.next.map { $0.value } ?? []
    return Finding(
      message: "`\(entity.name)` cannot move from \(sources) to `\(move.target)`",
      help: allowed.isEmpty
        ? "`\(move.sources.first ?? "")` is a last state"
        : "from there it may move to \(allowed.joined(separator: ", "))",
      related: state.map {
        [.init(message: "the moves from there", file: entity.place.file, range: $0.name.range)]
      } ?? [], path: move.path)
  }

  fileprivate static var tooMany: Finding {
    Finding(
      message: "the saga has more paths than are followed: the states of its entities are checked on the first alone",
      severity: .note)
  }
}
