/// How a step lies to another one in its saga.
enum StepOrder: Sendable, Hashable {
  /// It runs first.
  case before
  /// It runs second.
  case after
  /// Both run at a time, in branches of a `parallel`.
  case beside
  /// Where one runs to its end the other does not: cases of a choice, a step and its alternative.
  case apart
}

extension BoundSaga {
  /// How a step lies to another one. Of the rounds of a loop one alone is looked at.
  func order(of step: BoundStep, and other: BoundStep) -> StepOrder {
    guard let first = steps.way(to: step), let second = steps.way(to: other) else { return .apart }
    for (turn, otherTurn) in zip(first, second) {
      if turn.index != otherTurn.index { return turn.index < otherTurn.index ? .before : .after }
      if turn.branch != otherTurn.branch { return turn.isSideBySide ? .beside : .apart }
    }
    return .apart
  }
}

/// A step on the way from the outermost list to a step: which one, and which of its branches.
private struct Turn {
  let index: Int
  let branch: Int?
  let isSideBySide: Bool
}

extension [BoundStep] {
  /// The way to a step with a record.
  fileprivate func way(to step: BoundStep) -> [Turn]? {
    for (index, candidate) in enumerated() {
      if candidate.id != nil, candidate.id == step.id { return [Turn(index: index, branch: nil, isSideBySide: false)] }
      for (branch, inner) in candidate.body.branches.enumerated() {
        guard let rest = inner.steps.way(to: step) else { continue }
        return [Turn(index: index, branch: branch, isSideBySide: candidate.parallel != nil)] + rest
      }
    }
    return nil
  }
}
