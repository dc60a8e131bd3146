package import SkaldCore

extension Exploration {
  /// An effect that stays although the saga, or a part of it, is undone.
  package struct Leak: Sendable {
    /// What is the matter with it.
    package enum Kind: Sendable, Hashable {
      /// It is left behind.
      case left(EffectCoverage.Gap)
      /// It is undone by its own undo, and by another step, too: that step.
      case undoneTwice(by: StepID)
    }

    /// The record of its step; of an effect within a sub-saga that of the saga's own step.
    package let step: StepID
    /// What people call the step.
    package let title: String
    /// What is the matter with it.
    package let kind: Kind
    /// The part that is given up, by its name; nil where it is the saga.
    package let part: String?
    /// The shortest way there.
    package let path: [String]
  }
}

extension BoundSaga {
  /// What of the saga's effects is to be counted on its paths; empty where nothing can be left behind.
  func effectCoverage(of program: SagaProgram, among sagas: [BoundSaga]) -> EffectCoverage {
    var excused: Set<[String]> = []
    for saga in withParts(among: sagas) {
      for (step, call) in saga.calls where call.isExcused { excused.insert([saga.definition, step.name]) }
    }
    return EffectCoverage(of: program) { id in
      let step = program.step(id)
      let part = step.saga.map { program.subSaga($0) }
      return excused.contains([part.map { "\($0.name) \($0.version)" } ?? definition, step.name])
    }
  }

  private var definition: String { "\(name) \(version)" }

  /// Whether an effect may be left behind: not before the paths were followed is it known.
  var mayLeaveEffects: Bool {
    let undone = calls.flatMap { $0.call.undo.calls.compactMap { $0.operation?.name } }
    return mayLeaveEffects(steps, isGivenUp: false, undoneBy: Set(undone))
  }

  private func mayLeaveEffects(_ steps: [BoundStep], isGivenUp: Bool, undoneBy undone: Set<String>) -> Bool {
    steps.contains { step in
      if let call = step.call, call.mayStay(isGivenUp: isGivenUp, undoneBy: undone) { return true }
      if isGivenUp, step.subSaga != nil { return true }
      let parallel = step.parallel.map { $0.syntax.needed < $0.branches.count } ?? false
      let isPart = isGivenUp || parallel || step.scope?.catches.isEmpty == false
      return step.body.branches.contains { mayLeaveEffects($0.steps, isGivenUp: isPart, undoneBy: undone) }
    }
  }
}

extension BoundCall {
  /// Whether its effect may stay: the author says so, or that it should not is said otherwise (SK501).
  fileprivate var isExcused: Bool {
    switch undo {
    case .none: true
    case .unsaid: position == .beforePivot
    case .calls: false
    }
  }

  fileprivate func mayStay(isGivenUp: Bool, undoneBy undone: Set<String>) -> Bool {
    guard let operation, operation.hasEffect else { return false }
    switch undo {
    case .none: return undone.contains(operation.name)
    case .unsaid:
      if undone.contains(operation.name) { return true }
      return position != .beforePivot && (isGivenUp || position == .afterPivot && !isPivotSure)
    case .calls(let calls):
      return calls.allSatisfy { $0.operation?.hasEffect == false || $0.operation?.name == operation.name }
    }
  }
}
