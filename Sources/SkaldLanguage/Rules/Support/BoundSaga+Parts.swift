import SkaldCore

extension BoundSaga {
  /// The steps after the pivot that may be undone all the same, since the part of the saga that they belong to can be
  /// given up: in a scope with alternatives, or a branch that the saga can do without.
  var stepsOfDispensableParts: Set<StepID> {
    var found: Set<StepID> = []
    for step in allSteps where step.position == .afterPivot {
      guard let part = step.dispensableSteps else { continue }
      found.formUnion(part.compactMap { $0.id })
    }
    return found
  }
}

extension BoundStep {
  fileprivate var dispensableSteps: [BoundStep]? {
    if let scope, !scope.catches.isEmpty { return scope.body.steps.withInner }
    if let parallel, parallel.syntax.needed < parallel.branches.count {
      return parallel.branches.flatMap { $0.steps.withInner }
    }
    return nil
  }
}
