import SkaldCore
package import SkaldDiagnostics

/// SK711.
package struct QuestionUnderLock: Rule {
  package let code = "SK711"
  package let name = "question-under-lock"
  package let severity = Severity.warning
  package let summary = "a person is asked while an entity is locked"
  package let finds = """
    An `ask` that is reached while an entity of the saga is in a `locked` state, as far as the straight path \
    tells.
    """
  package let matters = "People take hours. Until they answer, every other saga on the entity is refused or waits."

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    entity: { order: "${input.id}" }
    steps: [ { ask: approve, timeout: 1d }, { step: pay, call: shop.pay, pivot: true, state: PAYING -> PAID } ]
    outcome: { compensated: { state: CANCELED } }
    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
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
    input: { id: int }
    entity: { order: "${input.id}" }
    steps: [ { step: hold, call: shop.hold, compensate: none, because: x, state: PAYING }, { ask: ⟦approve⟧, timeout: 1d }, { step: pay, call: shop.pay, pivot: true, state: PAID } ]
    outcome: { compensated: { state: CANCELED } }
    ---
    skald: 1
    services: { shop: { hold: { in: { id: int } }, pay: { in: { id: int }, keyTTL: forever } } }
    entities:
      order:
        starts: NEW
        states: { NEW: [PAYING, CANCELED], PAYING: [PAID, CANCELED], PAID: [], CANCELED: [] }

        locked: [PAYING]
        whenLocked: refuse
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    var states = saga.entities.map { $0.declaration.starts?.value ?? "" }
    walk(saga.steps, saga, &states, &findings)
  }

  private func walk(
    _ steps: [BoundStep], _ saga: BoundSaga, _ states: inout [String], _ findings: inout Findings
  ) {
    for step in steps {
      if let ask = step.ask {
        for entity in saga.entities
        where entity.declaration.locked.contains(where: { $0.value == states[entity.id.index] }) {
          findings.report(.underLock(entity, states[entity.id.index]), at: ask.syntax.name.range)
        }
      }
      // The ways of a choice begin where it begins; behind it the last of them counts.
      let before = states
      for branch in step.body.branches where !branch.isAlternative {
        states = before
        walk(branch.steps, saga, &states, &findings)
      }
      for move in (step.call?.dispatched ?? []) + (step.call?.succeeded ?? []) {
        states[move.entity.index] = move.state.value
      }
    }
  }
}

extension BoundBranch {
  fileprivate var isAlternative: Bool {
    if case .caught = entry { true } else { false }
  }
}

extension Finding {
  fileprivate static func underLock(_ entity: BoundEntity, _ state: String) -> Finding {
    Finding(
      message: "a person is asked while `\(entity.name)` is in the locked state `\(state)`",
      help: "ask in a saga that ends before this one begins")
  }
}
