import SkaldCore

/// SK501.
package struct EffectWithoutUndo: Rule {
  package let code = "SK501"
  package let name = "effect-without-undo"
  package let summary = "a step before the point of no return says not how its effect is undone"
  package let finds = """
    A call before the pivot, of an operation that changes something, with neither `compensate` nor `compensate: none` \
    with a `because`. In a saga without a pivot every step lies before it.
    """
  package let matters = """
    When a later step is refused, or the saga is canceled, the effect stays: money taken for an order that does not \
    exist. `compensate: none` says that it may stay, and `because` says why.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, compensate: payment.refund }
      - { step: tell, call: mail.send, compensate: none, because: A message needs no undo. }
      - { step: ship, call: delivery.request, pivot: true }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    steps:
      - { step: ⟦charge⟧, call: payment.charge }
      - { step: ship, call: delivery.request, pivot: true }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: tell, call: mail.send, compensate: ⟦none⟧ }
      - { step: ship, call: delivery.request, pivot: true }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for (step, call) in saga.calls where call.position == .beforePivot {
      guard let operation = call.operation, operation.hasEffect else { continue }
      switch call.undo {
      case .unsaid: findings.report(.unsaid(step.name, operation.name), at: step.place)
      case .none(let range, because: nil): findings.report(.unexplained(step.name), at: range)
      case .none, .calls: continue
      }
    }
  }
}

extension Finding {
  fileprivate static func unsaid(_ step: String, _ operation: String) -> Finding {
    Finding(
      message: "`\(step)` has an effect before the pivot, and nothing undoes it", label: "not undone",
      help: "add `compensate: service.action`, or `compensate: none` with `because: …`, or let the contract of "
        + "`\(operation)` say `effect: false`")
  }

  fileprivate static func unexplained(_ step: String) -> Finding {
    Finding(message: "nothing undoes `\(step)`, and no `because` says why", help: "add `because: …` to the step")
  }
}
