import SkaldCore
import SkaldDiagnostics

/// SK504.
package struct FailureAfterPivot: Rule {
  package let code = "SK504"
  package let name = "failure-after-pivot"
  package let summary = "a step after the point of no return can fail, and there is no way forward"
  package let finds = """
    On the straight path after the pivot: a call that can be refused without a `catch` for the code, unless it is \
    `optional`; bounded retries with `onUnknown: compensate`; a `wait` with `otherwise: compensate`.
    """
  package let matters = """
    After the pivot there is no way back. A refusal there has no answer but an operator who is called at night.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, pivot: true }
      - step: ship
        call: delivery.request
        catch:
          address_unserviceable: { steps: [{ step: keep, call: depot.keep }] }
    ---
    skald: 1
    services:
      payment: { charge: { keyTTL: forever } }
      delivery: { request: { refuses: [address_unserviceable], keyTTL: forever } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, pivot: true }
      - { step: ship, call: ⟦delivery.request⟧ }
    ---
    skald: 1
    services:
      payment: { charge: { keyTTL: forever } }
      delivery: { request: { refuses: [address_unserviceable], keyTTL: forever } }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, pivot: true }
      - { step: ship, call: delivery.request, retry: { attempts: 3 }, onUnknown: ⟦compensate⟧ }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, pivot: true }
      - { wait: delivery.started.v1, timeout: 2h, otherwise: ⟦compensate⟧ }
    ---
    skald: 1
    events:
      delivery.started.v1: { external: true }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    check(saga.steps, &findings)
  }

  /// Inside a branch that lies after the pivot other ways may lead on, so the straight path ends there.
  private func check(_ steps: [BoundStep], _ findings: inout Findings) {
    for step in steps {
      if step.position != .afterPivot {
        for branch in step.body.branches { check(branch.steps, &findings) }
      } else if let call = step.call {
        check(call, of: step, &findings)
      } else if let otherwise = step.wait?.syntax.otherwise, otherwise.value == .compensate {
        findings.report(.turnsBack(step.name), at: otherwise.range)
      }
    }
  }

  private func check(_ call: BoundCall, of step: BoundStep, _ findings: inout Findings) {
    guard !call.isOptional else { return }
    let caught = call.syntax.catches.map { $0.code.value }
    let open = (call.operation?.refusals ?? []).map { $0.value }.filter { !caught.contains($0) }
    if !open.isEmpty, !caught.contains("other") {
      findings.report(.refusable(step.name, open, call.operation), at: call.syntax.operation.range)
    }
    if let onUnknown = call.syntax.onUnknown, onUnknown.value == .compensate, call.policy.retry.attempts != nil {
      findings.report(.compensates(step.name), at: onUnknown.range)
    }
  }
}

extension Finding {
  fileprivate static func refusable(_ step: String, _ codes: [String], _ operation: BoundOperation?) -> Finding {
    let list = codes.map { "`\($0)`" }.joined(separator: ", ")
    return Finding(
      message: "`\(step)` lies after the pivot and can be refused: \(list)", label: "no way back, and none forward",
      help: "add a `catch` for it, or `optional: true`, or move the step before the pivot",
      related: operation?.place.map {
        [.init(message: "its refusals are declared here", file: $0.file, range: $0.range)]
      } ?? [])
  }

  fileprivate static func compensates(_ step: String) -> Finding {
    Finding(
      message: "`\(step)` lies after the pivot: an unknown outcome cannot be undone",
      help: "use `retry` or `alert`", fix: "retry")
  }

  fileprivate static func turnsBack(_ wait: String) -> Finding {
    Finding(
      message: "the wait for `\(wait)` lies after the pivot: there is no way back when its time is up",
      help: "use `alert` or `continue`", fix: "alert")
  }
}
