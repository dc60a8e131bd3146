import SkaldCore
import SkaldDiagnostics

/// SK508.
package struct BranchFailureAfterPivot: Rule {
  package let code = "SK508"
  package let name = "branch-failure-after-pivot"
  package let summary = "an alternative after the point of no return that may fail"
  package let finds = """
    Inside a `choose`, `catch`, `parallel`, loop or scope that lies after the pivot: a call that can be refused \
    without a `catch` for it, a `fail`, or a `wait` or `ask` with `otherwise: compensate`, where no surrounding \
    scope catches it. On the straight path SK504 says the same.
    """
  package let matters = "There is no way back, and this way forward ends: an operator has to act."

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int, gift: bool }
    steps:
      - { step: pay, call: shop.pay, pivot: true }
      - choose: wrap
        cases:
          - if: input.gift
            steps: [ { step: wrap_it, call: shop.wrap, catch: { no_paper: { then: continue } } } ]
          - steps: [ { step: box, call: shop.box } ]
    ---
    skald: 1
    services:
      shop:
        pay: { in: { id: int }, keyTTL: forever }
        wrap: { in: { id: int }, refuses: [no_paper], keyTTL: forever }
        box: { in: { id: int }, keyTTL: forever }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int, gift: bool }
    steps:
      - { step: pay, call: shop.pay, pivot: true }
      - choose: wrap
        cases:
          - if: input.gift
            steps: [ { step: wrap_it, call: ⟦shop.wrap⟧ } ]
          - steps: [ { step: box, call: shop.box } ]
    ---
    skald: 1
    services:
      shop:
        pay: { in: { id: int }, keyTTL: forever }
        wrap: { in: { id: int }, refuses: [no_paper], keyTTL: forever }
        box: { in: { id: int }, keyTTL: forever }
    """,
    """
    skald: 1
    saga: order
    input: { id: int, gift: bool }
    steps:
      - { step: pay, call: shop.pay, pivot: true }
      - choose: wrap
        cases:
          - if: input.gift
            fail: ⟦NO_GIFTS⟧
          - steps: [ { step: box, call: shop.box } ]
    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever }, box: { in: { id: int }, keyTTL: forever } } }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    walk(saga.steps, caught: [], &findings)
  }

  /// Looks into the steps that hold others. What the alternatives of a scope catch holds for its own steps, at any depth.
  private func walk(_ steps: [BoundStep], caught: Set<String>, _ findings: inout Findings) {
    for step in steps {
      let own = Set(step.scope?.catches.map { $0.syntax.code.value } ?? [])
      for (index, branch) in step.body.branches.enumerated() {
        let codes = step.scope != nil && index == 0 ? caught.union(own) : caught
        if step.position == .afterPivot { check(branch.steps, caught: codes, &findings) }
        walk(branch.steps, caught: codes, &findings)
      }
    }
  }

  /// Steps inside; those that hold others are looked at by themselves.
  private func check(_ steps: [BoundStep], caught: Set<String>, _ findings: inout Findings) {
    guard !caught.contains("other") else { return }
    for step in steps where step.position == .afterPivot {
      if let call = step.call { check(call, of: step, caught: caught, &findings) }
      if let fail = step.fail, !caught.contains(fail.syntax.code.value) {
        findings.report(.fails(fail.syntax.code.value), at: fail.syntax.code.range)
      }
      let otherwise = step.wait?.syntax.otherwise ?? step.ask?.syntax.otherwise
      if let otherwise, otherwise.value == .compensate, !caught.contains("wait_timed_out") {
        findings.report(.turnsBack(step.name), at: otherwise.range)
      }
    }
  }

  private func check(_ call: BoundCall, of step: BoundStep, caught: Set<String>, _ findings: inout Findings) {
    let own = Set(call.syntax.catches.map { $0.code.value })
    guard !call.isOptional, !own.contains("other") else { return }
    let open = (call.operation?.refusals ?? []).map { $0.value }.filter { !own.contains($0) && !caught.contains($0) }
    if !open.isEmpty { findings.report(.refusable(step.name, open), at: call.syntax.operation.range) }
  }
}

extension Finding {
  fileprivate static func refusable(_ step: String, _ codes: [String]) -> Finding {
    let list = codes.map { "`\($0)`" }.joined(separator: ", ")
    return Finding(
      message: "`\(step)` lies after the pivot and can be refused: \(list)", label: "no way back, and none forward",
      help: "add a `catch` for it, or `optional: true`")
  }

  fileprivate static func fails(_ code: String) -> Finding {
    Finding(
      message: "`fail: \(code)` lies after the pivot: there is no way back",
      help: "go on in another way, or catch it in a `scope`")
  }

  fileprivate static func turnsBack(_ step: String) -> Finding {
    Finding(
      message: "`\(step)` lies after the pivot: there is no way back when its time is up",
      help: "use `alert` or `continue`", fix: "alert")
  }
}
