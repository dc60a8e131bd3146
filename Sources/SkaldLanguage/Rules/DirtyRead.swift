import SkaldCore
package import SkaldDiagnostics

/// SK713.
package struct DirtyRead: Rule {
  package let code = "SK713"
  package let name = "dirty-read"
  package let severity = Severity.warning
  package let summary = "another saga can act on a state that may still be undone"
  package let finds = """
    A state that a saga enters before its point of no return, that is not among the `locked` ones, and from which the \
    table has the first move of another saga on the same entity. Where the table has no such move it keeps the other \
    saga away, and a saga and the parts it runs count as one. Fields of entities and choreographies are not looked at.
    """
  package let matters = """
    Sagas have no isolation. The other saga builds on what is undone later (a dirty read), or the undo overwrites what \
    the other saga did (a lost update). The remedies: a lock (`locked` and `whenLocked`), updates that commute, the \
    risky step behind the pivot, reading again before writing, a version that orders the writes, or another way for \
    what is worth much.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { orderId: int }
    entity: { order: "${input.orderId}" }
    steps: [ { step: pay, call: shop.pay, pivot: true, state: PAYING -> PAID } ]
    outcome: { compensated: { state: CANCELED } }
    ---
    skald: 1
    saga: cancel
    input: { orderId: int }
    entity: { order: "${input.orderId}" }
    steps: [ { step: close, call: shop.close, pivot: true, state: CANCELED } ]
    outcome: { compensated: { state: CANCELED } }
    ---
    skald: 1
    entities:
      order:
        starts: NEW
        states: { NEW: [PAYING, CANCELED], PAYING: [PAID, CANCELED], PAID: [], CANCELED: [] }
        locked: [PAYING]
        whenLocked: refuse
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { orderId: int }
    entity: { order: "${input.orderId}" }
    steps: [ { step: pay, call: shop.pay, pivot: true, state: ⟦PAYING⟧ -> PAID } ]
    outcome: { compensated: { state: CANCELED } }
    ---
    skald: 1
    saga: cancel
    input: { orderId: int }
    entity: { order: "${input.orderId}" }
    steps: [ { step: close, call: shop.close, pivot: true, state: CANCELED } ]
    outcome: { compensated: { state: CANCELED } }
    ---
    skald: 1
    entities:
      order:
        starts: NEW
        states: { NEW: [PAYING, CANCELED], PAYING: [PAID, CANCELED], PAID: [], CANCELED: [] }
    """
  ]

  package func check(_ project: BoundProject, into findings: inout Findings) {
    let firstMoves = FirstMoves(of: project.sagas)
    for saga in project.sagas {
      var reported: Set<String> = []
      for move in saga.undoableMoves {
        let entity = saga.entities[move.entity.index]
        let state = move.state.value
        guard !entity.declaration.locked.contains(where: { $0.value == state }) else { continue }
        guard reported.insert("\(entity.name).\(state)").inserted else { continue }
        guard let other = firstMoves.meeting(saga, entity, in: state, among: project.sagas) else { continue }
        findings.report(.dirty(state, entity, other), at: move.state.range, in: saga.file)
      }
    }
  }
}

/// Where each saga first moves an entity, by the state that it enters there.
private struct FirstMoves {
  struct Key: Hashable {
    let entity: FilePlace
    let state: String
  }

  struct Move {
    let saga: BoundSaga
    let state: SourceRange
  }

  private var moves: [Key: [Move]] = [:]

  init(of sagas: [BoundSaga]) {
    for saga in sagas {
      for entity in saga.entities {
        guard let first = saga.firstMove(of: entity.id) else { continue }
        moves[Key(entity: entity.place, state: first.state.value), default: []].append(
          Move(saga: saga, state: first.state.range))
      }
    }
  }

  /// The first move of another saga that the table allows while a saga has an entity in a state.
  func meeting(_ saga: BoundSaga, _ entity: BoundEntity, in state: String, among sagas: [BoundSaga]) -> Move? {
    let row = entity.declaration.states.first { $0.name.value == state }
    for next in row?.next ?? [] {
      let others = moves[Key(entity: entity.place, state: next.value)] ?? []
      if let other = others.first(where: { !$0.saga.isOne(with: saga, among: sagas) }) { return other }
    }
    return nil
  }
}

extension BoundSaga {
  /// The moves that may still be undone: those before the pivot, and the one with its first attempt.
  fileprivate var undoableMoves: [BoundMove] {
    calls.flatMap { _, call -> [BoundMove] in
      switch call.position {
      case .beforePivot: call.dispatched + call.succeeded
      case .pivot: call.dispatched
      case .afterPivot: []
      }
    }
  }

  /// Whether two are one saga: versions of it, or a saga and a part that it runs.
  fileprivate func isOne(with other: BoundSaga, among sagas: [BoundSaga]) -> Bool {
    if name == other.name { return true }
    return withParts(among: sagas).contains { $0.name == other.name }
      || other.withParts(among: sagas).contains { $0.name == name }
  }
}

extension Finding {
  fileprivate static func dirty(_ state: String, _ entity: BoundEntity, _ other: FirstMoves.Move) -> Finding {
    Finding(
      message: "`\(state)` may still be undone, and `\(other.saga.name)` can move `\(entity.name)` on from it",
      help: "put `\(state)` among the `locked` states of `\(entity.name)`, with `whenLocked`",
      related: [.init(message: "moves it meanwhile", file: other.saga.file, range: other.state)])
  }
}
