import SkaldCore
import SkaldDiagnostics

/// SK601.
package struct RetryOfUnrepeatable: Rule {
  package let code = "SK601"
  package let name = "retry-of-unrepeatable"
  package let holdsBeyondSagas = true
  package let summary = "a call is retried although a repeat takes effect again"
  package let finds = """
    More than one attempt, or `onUnknown: retry`, on an operation with `idempotent: never`. Where a step says nothing, \
    the default of three attempts holds.
    """
  package let matters = "An attempt whose answer was lost may have taken effect; the next one takes effect once more."

  package let accepts = [
    """
    skald: 1
    saga: order
    steps:
      - { step: print, call: office.print, retry: { attempts: 1 }, compensate: office.shred }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      office:
        print: { idempotent: never }
        shred: { idempotent: natural }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    steps:
      - { step: print, call: office.print, retry: ⟦{ attempts: 5 }⟧, compensate: office.shred }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      office:
        print: { idempotent: never }
        shred: { idempotent: natural }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: print, call: ⟦office.print⟧, compensate: office.shred }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      office:
        print: { idempotent: never }
        shred: { idempotent: natural }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for (_, call) in saga.calls {
      check(call.operation, call.policy, named: call.syntax.operation, &findings)
      if let onUnknown = call.syntax.onUnknown, onUnknown.value == .retry, let operation = call.operation,
        operation.idempotency == .never, call.policy.retry.attempts == 1
      {
        findings.report(.retried(operation), at: onUnknown.range)
      }
      for undo in call.undo.calls { check(undo.operation, undo.policy, named: undo.syntax.operation, &findings) }
    }
  }

  private func check(
    _ operation: BoundOperation?, _ policy: BoundPolicy, named name: Located<String>, _ findings: inout Findings
  ) {
    guard let operation, operation.idempotency == .never, policy.retry.attempts != 1 else { return }
    switch policy.retryOrigin {
    case .written(let range): findings.report(.retried(operation), at: range)
    case .defaults, .builtIn: findings.report(.retried(operation), at: name.range)
    }
  }
}

extension Finding {
  fileprivate static func retried(_ operation: BoundOperation) -> Finding {
    let place = operation.declaration?.idempotent?.range
    return Finding(
      message: "`\(operation.name)` is retried, and every repeat takes effect again",
      help: "say `retry: { attempts: 1 }`, or let the service deduplicate by the idempotency key",
      related: place.flatMap { range in
        operation.place.map { [.init(message: "declared here", file: $0.file, range: range)] }
      } ?? [])
  }
}
