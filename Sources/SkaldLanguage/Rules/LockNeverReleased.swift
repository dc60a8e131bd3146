import SkaldCore
import SkaldDiagnostics

/// SK710.
package struct LockNeverReleased: Rule {
  package let code = "SK710"
  package let name = "lock-never-released"
  package let summary = "a lock that some end does not release"
  package let finds = """
    A path to the end `completed` or `compensated` after which an entity of the saga is still in a `locked` state; the \
    shortest such path is told. And a state without moves that is among the `locked` ones: a saga that ends there has \
    no way to release the entity.
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
    """,
    """
    skald: 1
    saga: sell-seat
    input: { seatId: string }
    entity: { ⟦seat⟧: "${input.seatId}" }
    steps:
      - { step: hold, call: venue.hold, compensate: venue.release, state: HELD }
      - { step: pay, call: payments.charge, pivot: true, state: SOLD }
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

  package func check(_ exploration: Exploration, of saga: BoundSaga, into findings: inout Findings) {
    var reported: [Exploration.UnfinishedEnd] = []
    for end in saga.ends(of: exploration, where: { saga.isLocked(at: $0) }) {
      guard !reported.contains(where: { $0.kind == end.kind && $0.entity == end.entity }) else { continue }
      reported.append(end)
      findings.report(.held(end, saga.entities[end.entity.index]), at: saga.place(of: end))
    }
  }

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

extension Finding {
  fileprivate static func held(_ end: Exploration.UnfinishedEnd, _ entity: BoundEntity) -> Finding {
    Finding(
      message: "the end `\(end.kind.rawValue)` leaves `\(entity.name)` in `\(end.state)`, which is locked: nobody "
        + "releases it", help: end.remedy(for: entity), path: end.path)
  }
}
