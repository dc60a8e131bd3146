package import SkaldDiagnostics

/// SK403.
package struct IdleCondition: Rule {
  package let code = "SK403"
  package let name = "idle-condition"
  package let severity = Severity.warning
  package let summary = "a condition that decides nothing: always the same, or asked by an earlier case"
  package let finds = """
    A condition of a case or a step that comes to the same whatever the values are, and a case whose condition an \
    earlier case has.
    """
  package let matters = "One of the ways is never taken, although somebody wrote it to be taken."

  package let accepts = [
    """
    skald: 1
    saga: pay
    input: { vip: bool }
    steps:
      - { step: greet, call: desk.greet, if: input.vip, compensate: desk.ungreet }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: pay
    steps:
      - { step: greet, call: desk.greet, if: ⟦1 < 2⟧, compensate: desk.ungreet }
    """,
    """
    skald: 1
    saga: pay
    input: { amount: int }
    steps:
      - choose: size
        cases:
          - { if: input.amount > 1000, fail: too_large }
          - { if: ⟦input.amount > 1000⟧, fail: much_too_large }
          - steps: [{ step: charge, call: payment.charge, pivot: true }]
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for step in saga.allSteps {
      if let condition = step.call?.syntax.condition { checkConstant(condition, &findings) }
      guard let choose = step.choose else { continue }
      var earlier: Set<String> = []
      for condition in choose.syntax.cases.compactMap({ $0.condition }) {
        if !earlier.insert(condition.squeezed).inserted {
          findings.report(.shadowed, at: condition.range)
        } else {
          checkConstant(condition, &findings)
        }
      }
    }
  }

  private func checkConstant(_ condition: ExpressionSyntax, _ findings: inout Findings) {
    guard let truth = condition.constantTruth else { return }
    findings.report(.constant(truth), at: condition.range)
  }
}

extension Finding {
  fileprivate static func constant(_ truth: Bool) -> Finding {
    Finding(message: "the condition is always \(truth)", help: "remove it, or compare with something that varies")
  }

  fileprivate static var shadowed: Finding {
    Finding(message: "an earlier case has this condition, so this one is never chosen", help: "remove one of the two")
  }
}
