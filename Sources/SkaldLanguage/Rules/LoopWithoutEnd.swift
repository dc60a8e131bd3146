import SkaldDiagnostics

/// SK404.
package struct LoopWithoutEnd: Rule {
  package let code = "SK404"
  package let name = "loop-without-end"
  package let summary = "a loop whose condition never holds"
  package let finds = "A `repeat` without `atMost` whose `until` is false whatever the values are."
  package let matters = "No end can be reached from inside: the instance goes round until somebody cancels it."

  package let accepts = [
    """
    skald: 1
    saga: import
    deadline: 1d
    steps:
      - repeat: poll
        every: 1m
        until: status.done
        steps: [ { step: status, call: importer.status } ]
    ---
    skald: 1
    services: { importer: { status: { out: { done: bool }, effect: false } } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: import
    deadline: 1d
    steps:
      - repeat: poll
        every: 1m
        until: ⟦false⟧
        steps: [ { step: status, call: importer.status } ]
    ---
    skald: 1
    services: { importer: { status: { out: { done: bool }, effect: false } } }
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for loop in saga.allSteps.compactMap({ $0.loop }) where loop.syntax.atMost == nil {
      guard loop.syntax.until.constantTruth == false else { continue }
      findings.report(
        Finding(
          message: "the loop never ends: its condition is always false",
          help: "compare with what a round finds, or add `atMost`"), at: loop.syntax.until.range)
    }
  }
}
