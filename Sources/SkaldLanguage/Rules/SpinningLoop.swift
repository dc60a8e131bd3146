import SkaldDiagnostics

/// SK406.
package struct SpinningLoop: Rule {
  package let code = "SK406"
  package let name = "spinning-loop"
  package let summary = "a loop that waits for nothing"
  package let finds = "A `repeat` without `every` in whose steps nothing is called, awaited, asked or slept for."
  package let matters = """
    It goes round as fast as the processor can, and nothing that it looks at can change meanwhile.
    """

  package let accepts = [
    """
    skald: 1
    saga: import
    deadline: 1d
    steps:
      - repeat: poll
        until: status.done
        steps: [ { sleep: 1m }, { step: status, call: importer.status } ]
    ---
    skald: 1
    services: { importer: { status: { out: { done: bool }, effect: false } } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: count
    input: { goal: int }
    steps:
      - repeat: ⟦round⟧
        atMost: 100
        until: index >= input.goal
        steps: [ { set: { last: "${index}" } } ]
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for loop in saga.allSteps.compactMap({ $0.loop }) where loop.syntax.every == nil {
      guard !Self.waits(loop.body.steps) else { continue }
      findings.report(
        Finding(
          message: "the loop waits for nothing: it goes round as fast as it can",
          help: "add `every`, or a step that asks somebody"), at: loop.syntax.name.range)
    }
  }

  private static func waits(_ steps: [BoundStep]) -> Bool {
    steps.contains { step in
      step.call != nil || step.wait != nil || step.ask != nil || step.subSaga != nil || step.body is BoundSleep
        || step.loop?.syntax.every != nil || step.body.branches.contains { waits($0.steps) }
    }
  }
}
