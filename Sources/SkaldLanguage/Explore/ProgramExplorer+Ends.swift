import SkaldCore

extension ProgramExplorer {
  mutating func finish(_ situation: Situation) {
    var done = situation
    move(program.outcome.completed.moves, &done, "end `completed`") { .outcome(.completed, $0) }
    done.point = .end(.completed)
    go(done, "end `completed`")
  }

  /// The forward part failed: the saga turns back, or past the point of no return waits for an operator.
  mutating func fail(_ situation: Situation, _ label: String?) {
    if situation.isPivotPassed { getStuck(situation, label) } else { turnBack(situation, label) }
  }

  /// Cancel, or the deadline, where there is a way back.
  mutating func turnBackOnCancel(_ situation: Situation, _ when: String) {
    guard !situation.isPivotPassed else { return }
    let cause = program.tuning.deadline == nil ? "canceled" : "canceled or past the deadline"
    turnBack(situation, "\(cause) \(when)")
  }

  private mutating func turnBack(_ situation: Situation, _ label: String?) {
    var turned = situation
    move(program.outcome.compensating.moves, &turned, label) { .outcome(.compensating, $0) }
    turned.point = .compensating
    turned.assumed = [:]
    go(turned, label)
  }

  /// The undo, which ends at last; on the way an operator may have to act.
  mutating func followUndo(_ situation: Situation) {
    compensated(situation, "end `compensated`")
    guard !program.outcome.stuck.moves.isEmpty, program.hasUndo else { return }
    var stuck = situation
    move(program.outcome.stuck.moves, &stuck, "an undo is stuck") { .outcome(.stuck, $0) }
    compensated(stuck, "an undo is stuck, then resolved")
  }

  private mutating func compensated(_ situation: Situation, _ label: String) {
    var done = situation
    move(program.outcome.compensated.moves, &done, label) { .outcome(.compensated, $0) }
    done.point = .end(.compensated)
    go(done, label)
  }

  /// An operator must act; what follows is up to them.
  mutating func getStuck(_ situation: Situation, _ label: String?) {
    var stuck = situation
    move(program.outcome.stuck.moves, &stuck, label) { .outcome(.stuck, $0) }
  }
}

extension SagaProgram {
  /// Whether anything is undone by a call.
  fileprivate var hasUndo: Bool {
    nodes.contains { node in
      guard case .invoke(let invoke) = node.instruction else { return false }
      return !invoke.undo.isEmpty
    }
  }
}

extension SkaldCore.Operation {
  /// The codes that calls can end with whatever their contract says.
  private static let commonCodes: Set<String> = [
    Failure.rejected, Failure.unavailable, Failure.timedOut, Failure.tombstoned,
  ]

  /// Whether a call can end with a code.
  func mayEnd(with code: String) -> Bool { !isDeclared || refusals.contains(code) || Self.commonCodes.contains(code) }
}
