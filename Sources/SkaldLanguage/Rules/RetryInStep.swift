package import SkaldDiagnostics

/// SK608.
package struct RetryInStep: Rule {
  package let code = "SK608"
  package let name = "retry-in-step"
  package let severity = Severity.warning
  package let holdsBeyondSagas = true
  package let summary = "retries of many instances that come at once"
  package let finds = "A retry policy with `jitter: none` and more than two attempts."
  package let matters = """
    After an outage all instances that failed together try again together, and bring the service down once more.
    """

  package let accepts = [
    """
    skald: 1
    retry: { calm: { attempts: 5, wait: 1s, max: 1m, jitter: full } }
    ---
    skald: 1
    saga: order
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true, retry: calm } ]

    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true, retry: { attempts: unlimited, wait: 1s, jitter: ⟦none⟧ } } ]

    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
    """,
    """
    skald: 1
    retry: { calm: { attempts: 5, wait: 1s, max: 1m, jitter: ⟦none⟧ } }
    ---
    skald: 1
    saga: order
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true, retry: calm } ]

    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    var written = [saga.syntax.defaults.retry, saga.syntax.defaults.undoRetry]
    for (_, call) in saga.calls { written += [call.syntax.retry] + call.undo.calls.map { $0.syntax.retry } }
    for case .inline(let policy)? in written { check(policy, in: saga.file, &findings) }
  }

  package func check(_ project: BoundProject, into findings: inout Findings) {
    for contracts in project.contracts {
      for named in contracts.syntax.policies { check(named.policy, in: contracts.file, &findings) }
    }
  }

  private func check(_ policy: PolicySyntax, in file: String, _ findings: inout Findings) {
    guard let jitter = policy.hasJitter, !jitter.value else { return }
    if case .limited(let count)? = policy.attempts?.value, count <= 2 { return }
    findings.report(
      Finding(
        message: "without jitter, instances that failed together try again together", help: "use `full`", fix: "full"),
      at: jitter.range, in: file)
  }
}
