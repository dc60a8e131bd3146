import SkaldDiagnostics

/// SK509.
package struct PivotBesideRefusal: Rule {
  package let code = "SK509"
  package let name = "pivot-beside-refusal"
  package let summary = "a point of no return runs beside a step that can be refused"
  package let finds = """
    A branch of a `parallel` with a pivot while another branch has a call that can be refused without a `catch` \
    for it, or a `fail`.
    """
  package let matters = """
    When the pivot has passed and the other branch is refused, the saga can neither go on nor turn back.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - { step: reserve, call: shop.reserve, compensate: shop.release }
      - parallel: both
        branches:
          pay: [ { step: pay, call: shop.pay, pivot: true } ]
          tell: [ { step: tell, call: shop.tell } ]
    ---
    skald: 1
    services:
      shop:
        reserve: { in: { id: int }, refuses: [out_of_stock] }
        release: { in: { id: int }, idempotent: natural }
        pay: { in: { id: int }, keyTTL: forever }
        tell: { in: { id: int }, effect: false }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - parallel: both
        branches:
          pay: [ { step: pay, call: shop.pay, pivot: true } ]
          reserve: [ { step: reserve, call: ⟦shop.reserve⟧, compensate: shop.release } ]
    ---
    skald: 1
    services:
      shop:
        reserve: { in: { id: int }, refuses: [out_of_stock] }
        release: { in: { id: int }, idempotent: natural }
        pay: { in: { id: int }, keyTTL: forever }
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for parallel in saga.allSteps.compactMap({ $0.parallel }) {
      for (index, branch) in parallel.branches.enumerated() {
        guard let pivot = branch.steps.withInner.first(where: { $0.call?.isPivot == true }) else { continue }
        for (other, sibling) in parallel.branches.enumerated() where other != index {
          for step in sibling.steps.withInner { check(step, beside: pivot, saga.file, &findings) }
        }
      }
    }
  }

  private func check(_ step: BoundStep, beside pivot: BoundStep, _ file: String, _ findings: inout Findings) {
    if let fail = step.fail {
      findings.report(.beside(pivot, "`fail: \(fail.syntax.code.value)`", file), at: fail.syntax.code.range)
    }
    guard let call = step.call, !call.isOptional else { return }
    let caught = Set(call.syntax.catches.map { $0.code.value })
    let open = (call.operation?.refusals ?? []).filter { !caught.contains($0.value) }
    guard !open.isEmpty, !caught.contains("other") else { return }
    findings.report(.beside(pivot, "`\(step.name)`, which can be refused,", file), at: call.syntax.operation.range)
  }
}

extension Finding {
  fileprivate static func beside(_ pivot: BoundStep, _ what: String, _ file: String) -> Finding {
    Finding(
      message: "\(what) runs beside the pivot `\(pivot.name)`",
      help: "let it come before the `parallel`, or catch what it may be refused with",
      related: [.init(message: "once this has succeeded there is no way back", file: file, range: pivot.place)])
  }
}
