package import SkaldDiagnostics

/// SK704.
package struct StateNeverEntered: Rule {
  package let code = "SK704"
  package let name = "state-never-entered"
  package let severity = Severity.warning
  package let summary = "a state that nothing enters"
  package let finds = "A state of an entity's table that no saga and no choreography of the project enters."
  package let matters = "Either a step forgot its `state`, or the table promises what never happens."
  package let needsWholeProject = true

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
        states: { NEW: [PAYING, CANCELED], PAYING: [PAID, CANCELED], PAID: [], ⟦SENT⟧: [], CANCELED: [] }
    """
  ]

  package func check(_ project: BoundProject, into findings: inout Findings) {
    for contracts in project.contracts {
      for entity in contracts.syntax.entities where project.usage.entities.contains(entity.name.value) {
        for state in entity.states where !project.usage.enters(state.name.value, of: entity.name.value) {
          findings.report(
            Finding(
              message: "nothing enters the state `\(state.name.value)` of `\(entity.name.value)`",
              help: "enter it with `state` of a step or an outcome, or remove it"), at: state.name.range,
            in: contracts.file)
        }
      }
    }
  }
}
