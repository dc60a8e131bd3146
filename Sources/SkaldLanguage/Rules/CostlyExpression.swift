import CEL
import SkaldDiagnostics

/// SK304.
package struct CostlyExpression: Rule {
  package let code = "SK304"
  package let name = "costly-expression"
  package let holdsBeyondSagas = true
  package let summary = "an expression that may take more work than is allowed"
  package let finds = """
    Macros such as `map` and `filter` that stand three deep inside each other, over lists that are not written \
    out. With fifty elements each, that is more than the ten thousand steps that an evaluation may take.
    """
  package let matters = "The evaluation is stopped at its limit, and the step waits for an operator."

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { orders: [{ lines: [{ price: int }] }] }
    steps:
      - set: { prices: "${input.orders.map(o, o.lines.map(l, l.price))}" }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { orders: [{ lines: [{ tags: [string] }] }] }
    steps:
      - set: { tags: "${input.orders.map(o, o.lines.map(l, ⟦l.tags.map(t, t + '!')⟧))}" }
    """
  ]

  /// Two are quadratic, which fifty elements stay within.
  private static let depthMax = 2

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for expression in saga.expressions {
      guard let parsed = expression.syntax.parsed else { continue }
      let deepest = parsed.deepestMacro
      guard deepest.depth > Self.depthMax else { continue }
      findings.report(
        Finding(
          message: "macros stand \(deepest.depth) deep inside each other: the work grows with that power of the lists",
          help: "compute a part of it with `set`, or let a service do it"),
        at: expression.syntax.range(of: deepest.range))
    }
  }
}
