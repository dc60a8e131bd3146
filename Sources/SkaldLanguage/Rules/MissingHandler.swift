package import SkaldDiagnostics
import SkaldValue

/// SK903.
package struct MissingHandler: Rule {
  package let code = "SK903"
  package let name = "missing-handler"
  package let severity = Severity.warning
  package let needsDeployment: Deployment.Part? = .handlers
  package let summary = "an operation that a saga calls has no handler in this deployment"
  package let finds = """
    An operation that a saga of the deployment calls, to act, to undo or to ask what became of a call, and that no \
    handler answers: neither one in the list of `--handlers` nor a service under `services` of the configuration. Only \
    with `skald lint --handlers FILE`; the list below is such a file. The daemon does not start then, unless with \
    `--allow-missing`.
    """
  package let matters = "Its step is blocked when the first saga gets there, perhaps with money already moved."

  package let accepts = [
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, compensate: payment.refund }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    - payment.charge
    - payment.refund
    - delivery
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, compensate: ⟦payment.refund⟧ }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    - payment.charge
    - payment.refudn
    - delivery
    """
  ]

  package func check(_ deployment: Deployment, of project: BoundProject, into findings: inout Findings) {
    guard let handlers = deployment.handlers else { return }
    var seen: Set<String> = []
    for saga in deployment.sagas(of: project).flatMap({ $0.withParts(among: project.sagas) }) {
      for operation in saga.calledOperations where !handlers.has(operation.value) {
        guard seen.insert(operation.value).inserted else { continue }
        findings.report(.unhandled(operation.value, handlers), at: operation.range, in: saga.file)
      }
    }
  }
}

extension BoundSaga {
  /// Every operation at the place where it is called, in the order of the steps.
  fileprivate var calledOperations: [Located<String>] {
    calls.flatMap { _, call in
      [call.syntax.operation] + call.undo.calls.map { $0.syntax.operation } + (call.syntax.check.map { [$0] } ?? [])
    }
  }
}

extension Finding {
  fileprivate static func unhandled(_ operation: String, _ handlers: HandlerList) -> Finding {
    let near = nearest(operation, among: handlers.operations.sorted())
    return Finding(
      message: "nothing in this deployment handles `\(operation)`",
      help: near.map { "there is a handler of `\($0)`: did you mean that?" }
        ?? "add a handler, or its service under `services` of the configuration")
  }
}
