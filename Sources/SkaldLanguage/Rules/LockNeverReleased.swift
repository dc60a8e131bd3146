import SkaldDiagnostics

/// SK710.
package struct LockNeverReleased: Rule {
  package let code = "SK710"
  package let name = "lock-never-released"
  package let summary = "a lock that no end releases"
  package let finds = """
    A state without moves that is among the `locked` ones: a saga that ends there has no way to release the \
    entity.
    """
  package let matters = "No other saga can ever use the entity again."

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    entity: { order: "${input.id}" }
    steps: [ { step: pay, call: shop.pay, pivot: true, state: PAYING -> PAID } ]
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
    steps: [ { step: pay, call: shop.pay, pivot: true, state: PAYING -> PAID } ]
    outcome: { compensated: { state: CANCELED } }
    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
    entities:
      order:
        starts: NEW
        states: { NEW: [PAYING, CANCELED], PAYING: [PAID, CANCELED], PAID: [], CANCELED: [] }

        locked: [PAYING, ⟦PAID⟧]
        whenLocked: refuse
    """
  ]

  package func check(_ project: BoundProject, into findings: inout Findings) {
    for contracts in project.contracts {
      for entity in contracts.syntax.entities {
        for locked in entity.locked {
          guard let state = entity.states.first(where: { $0.name.value == locked.value }), state.next.isEmpty else {
            continue
          }
          findings.report(
            Finding(
              message: "`\(locked.value)` is a last state of `\(entity.name.value)` and locked: nobody can release it",
              help: "take it out of `locked`"), at: locked.range, in: contracts.file)
        }
      }
    }
  }
}
