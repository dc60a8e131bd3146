import SkaldCore
import SkaldDiagnostics

/// SK503.
package struct MisplacedPivot: Rule {
  package let code = "SK503"
  package let name = "misplaced-pivot"
  package let summary = "two points of no return on one path, or an undo where there is no way back"
  package let finds = """
    A second `pivot: true` on a path, one in a loop, and `compensate` on the pivot or on a step after it. A sub-saga with \
    a pivot counts as one. A step may have `compensate` where some path to it does not pass the pivot, in a `scope` with \
    alternatives, and in a branch that a `parallel` can do without: there it may be undone.
    """
  package let matters = """
    Once the pivot has succeeded the saga only goes forward. An undo behind it would never run, and a second pivot \
    would promise a way back that the first has closed.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { card: bool }
    steps:
      - { step: reserve, call: inventory.reserve, compensate: inventory.release }
      - choose: way
        cases:
          - { if: input.card, steps: [{ step: charge, call: payment.charge, pivot: true }] }
          - { steps: [{ step: collect, call: till.collect, pivot: true }] }
      - { step: ship, call: delivery.request }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, pivot: true }
      - scope: van
        steps:
          - { step: hold, call: vans.hold, compensate: vans.free }
          - { step: drive, call: drivers.book, compensate: drivers.cancel }
        catch: { other: { steps: [ { step: post, call: post.send } ] } }
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { ids: [int] }
    steps:
      - each: all
        in: input.ids
        steps: [ { saga: ⟦payment⟧, with: { id: "${item}" } } ]
    ---
    skald: 1
    saga: payment
    input: { id: int }
    steps: [ { step: charge, call: cards.charge, pivot: true } ]
    """,
    """
    skald: 1
    saga: order
    input: { ids: [int] }
    steps:
      - each: all
        in: input.ids
        steps: [ { step: ship, call: delivery.request, with: { id: "${item}" }, pivot: ⟦true⟧ } ]
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, pivot: true }
      - { step: ship, call: delivery.request, pivot: ⟦true⟧ }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, pivot: true }
      - { step: ship, call: delivery.request, ⟦compensate⟧: delivery.recall }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, pivot: true, ⟦compensate⟧: payment.refund }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    _ = walk(saga.steps, after: nil, saga, &findings)
    for loop in saga.allSteps where loop.each != nil || loop.loop != nil {
      for branch in loop.body.branches { checkLoop(branch.steps, of: loop, saga.file, &findings) }
    }
    let dispensable = saga.stepsOfDispensableParts
    for (step, call) in saga.calls where call.position != .beforePivot {
      if let id = step.id, !call.isPivot, !call.isPivotSure || dispensable.contains(id) { continue }
      guard case .calls = call.undo, let place = step.syntax.range(ofKey: "compensate") else { continue }
      findings.report(.undoPastPivot(step.name, isPivot: call.isPivot), at: place)
    }
  }

  /// A pivot in a loop: the second round would come after the first one's point of no return.
  private func checkLoop(_ steps: [BoundStep], of loop: BoundStep, _ file: String, _ findings: inout Findings) {
    for step in steps {
      if let place = step.pivotPlace { findings.report(.inLoop(step.name, loop, file), at: place) }
      // A loop inside is looked at by itself.
      guard step.each == nil, step.loop == nil else { continue }
      for branch in step.body.branches { checkLoop(branch.steps, of: loop, file, &findings) }
    }
  }

  /// The pivot that lies before the end of the steps on some path.
  private func walk(
    _ steps: [BoundStep], after first: BoundStep?, _ saga: BoundSaga, _ findings: inout Findings
  ) -> BoundStep? {
    var pivot = first
    for step in steps {
      var next = pivot
      for branch in step.body.branches {
        // An alternative runs after a refusal, which proves that the step itself was no pivot.
        let end = walk(branch.steps, after: pivot, saga, &findings)
        if branch.leadsOn { next = next ?? end }
      }
      if let place = step.pivotPlace {
        if let pivot { findings.report(.second(step.name, after: pivot, saga.file), at: place) }
        next = next ?? step
      }
      pivot = next
    }
    return pivot
  }
}

extension BoundStep {
  /// Where it says that there is no way back after it; nil where there is.
  fileprivate var pivotPlace: SourceRange? {
    if let call, call.isPivot { return call.syntax.pivot?.range }
    guard let subSaga, subSaga.hasPivot else { return nil }
    return subSaga.syntax.saga.range
  }
}

extension Finding {
  fileprivate static func inLoop(_ step: String, _ loop: BoundStep, _ file: String) -> Finding {
    Finding(
      message: "the pivot `\(step)` is in a loop: behind the first round there is no way back for the others",
      help: "let what can fail come before the loop, and make one step the pivot",
      related: [.init(message: "the loop", file: file, range: loop.place)])
  }

  fileprivate static func second(_ step: String, after pivot: BoundStep, _ file: String) -> Finding {
    Finding(
      message: "`\(step)` is a second pivot after `\(pivot.name)`", help: "keep the first on which all depends",
      related: [.init(message: "there is no way back from here on", file: file, range: pivot.place)])
  }

  fileprivate static func undoPastPivot(_ step: String, isPivot: Bool) -> Finding {
    Finding(
      message: isPivot
        ? "`\(step)` is the pivot: it is never undone" : "`\(step)` lies after the pivot: it is never undone",
      help: "remove `compensate`, or move the step before the pivot")
  }
}
