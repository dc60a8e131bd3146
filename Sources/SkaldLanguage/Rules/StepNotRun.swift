import CEL
import SkaldDiagnostics

/// SK302.
package struct StepNotRun: Rule {
  package let code = "SK302"
  package let name = "step-not-run"
  package let summary = "an expression reads a step that has not run on every path to here"
  package let finds = """
    The name of a step that comes later, runs on some paths alone, or may be skipped, where no `has()` asks for the \
    field that is read.
    """
  package let matters = "A step that has not run is an empty map, and reading a field of it fails when the saga runs."

  package let accepts = [
    """
    skald: 1
    saga: pay
    input: { coupon: bool }
    steps:
      - { step: redeem, call: coupons.redeem, if: input.coupon, compensate: coupons.restore }
      - step: charge
        call: payment.charge
        with: { discount: "${has(redeem.discount) ? redeem.discount : 0}" }
        pivot: true
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: pay
    input: { coupon: bool }
    steps:
      - { step: redeem, call: coupons.redeem, if: input.coupon, compensate: coupons.restore }
      - step: charge
        call: payment.charge
        with: { discount: "${⟦redeem.discount⟧}" }
        pivot: true
    """,
    """
    skald: 1
    saga: pay
    steps:
      - step: charge
        call: payment.charge
        with: { parcel: "${⟦ship.parcel⟧}" }
        compensate: payment.refund
      - { step: ship, call: delivery.request, pivot: true }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for expression in saga.expressions { check(expression, &findings) }
  }

  private func check(_ expression: BoundExpression, _ findings: inout Findings) {
    var reported: Set<String> = []
    for reference in expression.syntax.references where !reference.isGuarded {
      let root = reference.root
      // An undo that reads its own step has a rule of its own.
      if expression.place == .undo, root == expression.step { continue }
      guard let output = expression.scope.output(of: root), output.presence != .certain else { continue }
      guard reported.insert(root).inserted else { continue }
      let path = ([root] + reference.path).joined(separator: ".")
      findings.report(
        output.presence == .absent
          ? .notYet(root) : .notAlways(root, output, path: reference.path.isEmpty ? nil : path),
        at: expression.syntax.range(of: reference.range))
    }
  }
}

extension Finding {
  fileprivate static func notYet(_ step: String) -> Finding {
    Finding(message: "`\(step)` has not run here on any path", help: "read it in a step that comes after it")
  }

  fileprivate static func notAlways(_ step: String, _ output: Scope.Output, path: String?) -> Finding {
    let whole =
      output.isValue
      ? "`set` it on every path, or put it into a map, { value: … }, and ask with `has(\(step).value)`"
      : "ask for one of its fields with `has()`"
    return Finding(
      message: "`\(step)` has not run here on every path", label: "missing on some path",
      help: path.map { "ask first: has(\($0)) ? \($0) : …" } ?? whole)
  }
}
