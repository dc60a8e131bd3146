import SkaldDiagnostics

/// SK407.
package struct JoinThatCannotFire: Rule {
  package let code = "SK407"
  package let name = "join-that-cannot-fire"
  package let summary = "branches of which too few can come to their end"
  package let finds = """
    A `parallel` that needs more branches than it has, or more than can come to their end, since the others end \
    in a `fail` on every path.
    """
  package let matters = "What follows is never reached, and the saga always turns back."

  package let accepts = [
    """
    skald: 1
    saga: quotes
    steps:
      - parallel: ask
        need: 2
        branches:
          one: [ { step: first, call: insurers.one } ]
          two: [ { step: second, call: insurers.two } ]
          three: [ { step: third, call: insurers.three } ]
    ---
    skald: 1
    services: { insurers: { one: { effect: false }, two: { effect: false }, three: { effect: false } } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: quotes
    steps:
      - parallel: ⟦ask⟧
        need: 3
        branches:
          one: [ { step: first, call: insurers.one } ]
          two: [ { step: second, call: insurers.two } ]
    ---
    skald: 1
    services: { insurers: { one: { effect: false }, two: { effect: false } } }
    """,
    """
    skald: 1
    saga: quotes
    steps:
      - parallel: ⟦ask⟧
        branches:
          one: [ { step: first, call: insurers.one } ]
          two: [ { fail: NO_INSURER } ]
    ---
    skald: 1
    services: { insurers: { one: { effect: false } } }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for parallel in saga.allSteps.compactMap({ $0.parallel }) {
      let able = parallel.branches.count { $0.leadsOn }
      guard able < parallel.syntax.needed else { continue }
      let message =
        able == parallel.branches.count
        ? "\(parallel.syntax.needed) branches are needed, and there are \(able)"
        : "\(parallel.syntax.needed) branches are needed, and only \(able) can come to their end"
      findings.report(
        Finding(message: message, help: "lower `need`, or let the branches end without `fail`"),
        at: parallel.syntax.name.range)
    }
  }
}
