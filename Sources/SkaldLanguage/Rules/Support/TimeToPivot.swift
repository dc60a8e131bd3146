import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// The longest time that steps take, up to the first attempt of the pivot.
///
/// What has no bound of its own is left out: retries without limit, and a wait that only tells an operator.
struct TimeToPivot {
  /// The longest time to a pivot; nil where none was met.
  private(set) var toPivot: Milliseconds?
  /// The longest time to the end of the steps; nil where every path ends before.
  private(set) var toEnd: Milliseconds?

  init(_ steps: [BoundStep]) {
    toEnd = Milliseconds(0)
    for step in steps {
      guard let before = toEnd else { return }
      add(step, after: before)
    }
  }

  private mutating func meet(_ time: Milliseconds?) {
    guard let time else { return }
    toPivot = max(toPivot ?? time, time)
  }

  private mutating func add(_ step: BoundStep, after before: Milliseconds) {
    if step.call?.isPivot == true {
      meet(before)
      toEnd = nil
    } else if step.fail != nil {
      toEnd = nil
    } else {
      let after = before + (step.longest ?? Milliseconds(0))
      var ends = step.choose == nil ? [after] : []
      if let choose = step.choose, choose.syntax.cases.allSatisfy({ $0.condition != nil }) { ends.append(after) }
      for branch in step.body.branches {
        let inner = TimeToPivot(branch.steps)
        meet(inner.toPivot.map { after + $0 })
        if let end = inner.toEnd, branch.leadsOn { ends.append(after + end) }
      }
      toEnd = ends.max()
    }
  }
}

extension BoundStep {
  /// The longest time of the step itself; nil where it has no bound.
  var longest: Milliseconds? {
    if let call { return call.policy.lowered.longest }
    if let wait { return wait.otherwise == .alert ? nil : wait.timeout }
    if let sleep = body as? BoundSleep, case .literal(let literal) = sleep.syntax.until {
      return literal.value.string.flatMap { Milliseconds(text: $0) }
    }
    return nil
  }
}
