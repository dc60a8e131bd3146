import SkaldCore
import SkaldDiagnostics

/// SK405.
package struct UnboundedLoop: Rule {
  package let code = "SK405"
  package let name = "unbounded-loop"
  package let summary = "a loop with neither a bound nor a deadline around it"
  package let finds = """
    A `repeat` without `atMost` in a saga without `deadline`. Behind the point of no return a deadline is no \
    bound: there `atMost` is asked for.
    """
  package let matters = """
    A condition that never comes true, since a service lost the job, keeps the instance going for ever, and \
    nobody is told.
    """

  package let accepts = [
    """
    skald: 1
    saga: import
    steps:
      - repeat: poll
        every: 1m
        atMost: 60
        until: status.done
        steps: [ { step: status, call: importer.status } ]
    ---
    skald: 1
    services: { importer: { status: { out: { done: bool }, effect: false } } }
    """,
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
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: import
    steps:
      - repeat: ⟦poll⟧
        every: 1m
        until: status.done
        steps: [ { step: status, call: importer.status } ]
    ---
    skald: 1
    services: { importer: { status: { out: { done: bool }, effect: false } } }
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for step in saga.allSteps {
      guard let loop = step.loop, loop.syntax.atMost == nil, loop.syntax.until.constantTruth == nil else { continue }
      if saga.syntax.deadline != nil, step.position == .beforePivot { continue }
      findings.report(
        Finding(
          message: "`\(step.name)` may go round for ever: it has no `atMost`, and no deadline ends it",
          help: "add `atMost`; a surrounding `scope` can catch `rounds_used_up`"), at: loop.syntax.name.range)
    }
  }
}
