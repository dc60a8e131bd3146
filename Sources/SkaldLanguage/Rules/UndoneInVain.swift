import SkaldCore
package import SkaldDiagnostics

/// SK510.
package struct UndoneInVain: Rule {
  package let code = "SK510"
  package let name = "undone-in-vain"
  package let severity = Severity.warning
  package let summary = "a step that stays is tried without end before the point of no return"
  package let finds = "A step before the pivot with `compensate: none` whose retries have no limit."
  package let matters = """
    It will happen, however long that takes, even where the saga is then undone; and until then nothing else \
    happens.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - { step: log, call: shop.log, compensate: none, because: the log is only added to }
      - { step: pay, call: shop.pay, pivot: true }
    ---
    skald: 1
    services: { shop: { log: { in: { id: int } }, pay: { in: { id: int }, keyTTL: forever } } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - step: log
        call: shop.log
        retry: ⟦{ attempts: unlimited }⟧
        compensate: none
        because: the log is only added to
      - { step: pay, call: shop.pay, pivot: true }
    ---
    skald: 1
    services: { shop: { log: { in: { id: int }, keyTTL: forever }, pay: { in: { id: int }, keyTTL: forever } } }
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for (step, call) in saga.calls where call.position == .beforePivot && call.policy.retry.attempts == nil {
      guard case .none = call.undo, call.operation?.hasEffect != false else { continue }
      findings.report(
        Finding(
          message: "`\(step.name)` is tried without end, and stays although the saga may be undone",
          help: "bound its retries, or move it after the pivot"),
        at: call.policy.retryOrigin.range ?? call.syntax.operation.range)
    }
  }
}
