/// SK401.
package struct UnreachableStep: Rule {
  package let code = "SK401"
  package let name = "unreachable-step"
  package let summary = "a step that no path leads to"
  package let finds = "The first step after a `fail`, or after a choice of which every case ends in one."
  package let matters = "What never runs is most likely missing somewhere else."

  package let accepts = [
    """
    skald: 1
    saga: pay
    input: { amount: int }
    steps:
      - choose: size
        cases:
          - { if: input.amount > 1000, fail: too_large }
          - steps: [{ step: charge, call: payment.charge, pivot: true }]
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: pay
    steps:
      - { fail: closed }
      - { step: ⟦charge⟧, call: payment.charge, pivot: true }
      - { step: ship, call: delivery.request }
    """,
    """
    skald: 1
    saga: pay
    input: { amount: int }
    steps:
      - choose: size
        cases:
          - { if: input.amount > 1000, fail: too_large }
          - { fail: too_small }
      - { step: ⟦charge⟧, call: payment.charge, pivot: true }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    check(saga.steps, &findings)
  }

  private func check(_ steps: [BoundStep], _ findings: inout Findings) {
    for step in steps {
      // What follows an unreachable step has the same cause.
      guard step.isReachable else { return findings.report(.unreachable(step.name), at: step.place) }
      for branch in step.body.branches { check(branch.steps, &findings) }
    }
  }
}

extension Finding {
  fileprivate static func unreachable(_ step: String) -> Finding {
    Finding(message: "no path leads to `\(step)`", help: "remove it, or let a case before it go on")
  }
}
