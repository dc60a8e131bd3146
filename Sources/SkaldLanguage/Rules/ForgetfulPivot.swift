import SkaldCore
import SkaldDiagnostics

/// SK514.
package struct ForgetfulPivot: Rule {
  package let code = "SK514"
  package let name = "forgetful-pivot"
  package let holdsBeyondSagas = true
  package let summary = "a point of no return whose service does not remember its refusals"
  package let finds = """
    A pivot that can be refused, of an operation with `remembersRefusals: false` or `idempotent: natural`.
    """
  package let matters = """
    After an attempt whose answer was lost a refusal proves nothing: the first attempt may have taken effect. \
    The saga can then neither turn back nor go on, and waits for an operator.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true } ]
    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, refuses: [declined], keyTTL: forever } } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps: [ { step: pay, call: ⟦shop.pay⟧, pivot: true } ]
    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, refuses: [declined], remembersRefusals: false, keyTTL: forever } } }
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for (step, call) in saga.calls where call.isPivot {
      guard let operation = call.operation, !operation.refusals.isEmpty else { continue }
      let remembers = operation.declaration?.remembersRefusals?.value ?? (operation.idempotency == .key)
      guard !remembers, call.check == nil else { continue }
      findings.report(
        Finding(
          message: "the pivot `\(step.name)` can be refused, and `\(operation.name)` does not remember refusals",
          help: "let the service answer a repeat under one key with the same refusal, or add `check`"),
        at: call.syntax.operation.range)
    }
  }
}
