import CEL
import SkaldDiagnostics

/// SK502.
package struct UndoReadsOwnResult: Rule {
  package let code = "SK502"
  package let name = "undo-reads-own-result"
  package let summary = "an undo reads the result of its own step"
  package let finds = """
    An argument or an event of an undo that reads what the step itself answered. With `check:` on the step it may be \
    read under `has()`.
    """
  package let matters = """
    When the answer of a call is lost, the call may have taken effect and must be undone, and there is no result. Undo \
    by something that was known before the call: the input, the saga's key, the result of an earlier step.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { orderId: int }
    steps:
      - step: charge
        call: payment.charge
        compensate: { call: payment.refund, with: { orderId: "${input.orderId}" } }
      - { step: ship, call: delivery.request, pivot: true }
    """,
    """
    skald: 1
    saga: order
    steps:
      - step: charge
        call: payment.charge
        check: payment.find
        compensate:
          call: payment.refund
          with: { payment: "${has(charge.paymentId) ? charge.paymentId : 'unknown'}" }
      - { step: ship, call: delivery.request, pivot: true }
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    steps:
      - step: charge
        call: payment.charge
        compensate: { call: payment.refund, with: { payment: "${⟦charge.paymentId⟧}" } }
      - { step: ship, call: delivery.request, pivot: true }
    """,
    """
    skald: 1
    saga: order
    steps:
      - step: charge
        call: payment.charge
        check: payment.find
        compensate: { call: payment.refund, with: { payment: "${⟦charge.paymentId⟧}" } }
      - { step: ship, call: delivery.request, pivot: true }
    """,
    """
    skald: 1
    saga: order
    steps:
      - step: charge
        call: payment.charge
        compensate: { call: refunds.refund, emits: ⟦payment.refunded.v1⟧ }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      payment: { charge: { out: { paymentId: string } } }
    events:
      payment.refunded.v1: { public: true, data: { paymentId: string } }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    let checked = Set(saga.calls.filter { $0.call.check != nil }.map { $0.step.name })
    for expression in saga.expressions where expression.place == .undo {
      guard let step = expression.step else { continue }
      let hasCheck = checked.contains(step)
      let references = expression.syntax.references
      let own = references.first { $0.root == step && !(hasCheck && $0.isGuarded) }
      guard let own else { continue }
      findings.report(
        .readsOwnResult(of: step, hasCheck: hasCheck, saga, file: saga.file),
        at: expression.syntax.range(of: own.range))
    }
    for (step, call) in saga.calls { checkFound(step, call, &findings) }
  }

  /// Fields that an undo takes by their name.
  private func checkFound(_ step: BoundStep, _ call: BoundCall, _ findings: inout Findings) {
    for undo in call.undo.calls {
      if undo.arguments.contains(where: { $0.isFound(inResultOf: step.name) }) {
        findings.report(.takesOwnResult(of: step.name), at: undo.syntax.operation.range)
      }
      for emission in undo.emissions where emission.fields.contains(where: { $0.isFound(inResultOf: step.name) }) {
        findings.report(.takesOwnResult(of: step.name), at: emission.syntax.event.range)
      }
    }
  }
}

extension BoundField {
  /// Whether it is found by its name in what a step answered.
  func isFound(inResultOf step: String?) -> Bool {
    guard let step, case .found(let value) = source else { return false }
    return value.provider == .step(step)
  }
}

extension Finding {
  fileprivate static func readsOwnResult(
    of step: String, hasCheck: Bool, _ saga: BoundSaga, file: String
  ) -> Finding {
    let place = saga.allSteps.first { $0.name == step }?.place
    return Finding(
      message: "the undo of `\(step)` reads its own result", label: "missing after a timeout",
      help: hasCheck
        ? "ask with `has()`: the check may find nothing" : "undo by something known before the call, such as the input",
      related: place.map { [.init(message: "when its answer is lost there is no result", file: file, range: $0)] } ?? []
    )
  }

  fileprivate static func takesOwnResult(of step: String) -> Finding {
    Finding(
      message: "the undo of `\(step)` takes a value of its own result by its name",
      help: "write the value out, from something known before the call")
  }
}
