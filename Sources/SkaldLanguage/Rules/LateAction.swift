import SkaldCore
package import SkaldDiagnostics

/// SK512.
package struct LateAction: Rule {
  package let code = "SK512"
  package let name = "late-action"
  package let severity = Severity.note
  package let summary = "an action may take effect after its undo"
  package let finds = """
    A step before the pivot with an undo by an operation, where neither the contract of the action says `barrier: true` \
    nor the step has a `check`. Services that no contract declares are left out.
    """
  package let matters = """
    A request that was given up may lie in a queue and be carried out after its undo, and then nobody undoes it. The \
    engine waits before such an undo, for the timeout of the step and half a minute at most; what comes later is \
    stopped by the service alone. `barrier: true` says that it does.
    """

  package let accepts = [
    Self.example("charge: { in: { id: int }, barrier: true }", call: "payment.charge")
  ]
  package let rejects = [
    Self.example("charge: { in: { id: int } }", call: "⟦payment.charge⟧")
  ]

  private static func example(_ operation: String, call: String) -> String {
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - { step: charge, call: \(call), compensate: payment.refund }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      payment:
        \(operation)
        refund: { in: { id: int }, idempotent: natural }
    """
  }

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for (step, call) in saga.calls where call.canBeUndoneUnseen {
      guard let operation = call.operation else { continue }
      findings.report(
        Finding(
          message: "`\(step.name)` may take effect after it was undone",
          help: "if the service refuses an action that comes after its undo, say `barrier: true` in the contract of "
            + "`\(operation.name)`"),
        at: call.syntax.operation.range)
    }
  }
}
