import SkaldCore
package import SkaldDiagnostics

/// SK511.
package struct NullCompensation: Rule {
  package let code = "SK511"
  package let name = "null-compensation"
  package let severity = Severity.note
  package let summary = "an undo may reach a service that never saw the action"
  package let finds = """
    A step before the pivot with an undo by an operation, where neither the contract of the action says `barrier: true` \
    nor the step has a `check`. Services that no contract declares are left out.
    """
  package let matters = """
    When the answer to the action was lost, the undo is sent all the same: the action may never have arrived. The \
    service must take such an undo for done, and change nothing. `barrier: true` says that it does; a `check` asks \
    before.
    """

  package let accepts = [
    Self.example("{ step: charge, call: payment.charge, compensate: payment.refund }", "barrier: true"),
    Self.example("{ step: charge, call: payment.charge, compensate: payment.refund, check: payment.status }", ""),
  ]
  package let rejects = [
    Self.example("{ step: charge, call: payment.charge, compensate: ⟦payment.refund⟧ }", "")
  ]

  private static func example(_ step: String, _ words: String) -> String {
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - \(step)
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      payment:
        charge: { in: { id: int }\(words.isEmpty ? "" : ", " + words) }
        refund: { in: { id: int }, idempotent: natural }
        \(step.contains("check") ? "status: { in: { id: int }, effect: false }" : "")
    """
  }

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for (step, call) in saga.calls where call.canBeUndoneUnseen {
      guard let undo = call.undo.calls.first, let operation = call.operation else { continue }
      findings.report(
        Finding(
          message: "the undo of `\(step.name)` may come to a service that never saw `\(operation.name)`",
          help: "if the service takes that for done, say `barrier: true` in the contract of `\(operation.name)`; "
            + "or let the step have a `check`"),
        at: undo.syntax.operation.range)
    }
  }
}

extension BoundCall {
  /// Whether the call is undone although nobody knows what became of it, with the engine's own wait as the only guard.
  var canBeUndoneUnseen: Bool {
    guard let operation, operation.declaration != nil, operation.hasEffect, !operation.hasBarrier else { return false }
    return position == .beforePivot && check == nil && !undo.calls.isEmpty
  }
}
