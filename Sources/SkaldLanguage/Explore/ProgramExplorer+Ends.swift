import SkaldCore

extension ProgramExplorer {
  mutating func finish(_ situation: Situation) {
    var done = situation
    move(program.outcome.completed.moves, &done, "end `completed`") { .outcome(.completed, $0) }
    done.point = .end(.completed)
    done.tokens = []
    go(done, "end `completed`")
  }

  /// Cancel, or the deadline, where there is a way back.
  mutating func turnBackOnCancel(_ situation: Situation, _ when: String) {
    guard !situation.isPivotPassed else { return }
    let cause = program.tuning.deadline == nil ? "canceled" : "canceled or past the deadline"
    turnBack(situation, "\(cause) \(when)")
  }

  mutating func turnBack(_ situation: Situation, _ label: String?) {
    var turned = situation
    move(program.outcome.compensating.moves, &turned, label) { .outcome(.compensating, $0) }
    for place in forksWithSubSagas {
      if case .saga(_, let id) = place.fork.body { undo(id, of: place.fork.step, &turned) }
    }
    turned.point = .compensating
    turned.tokens = []
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
    noteLeaks(situation, label)
    var done = situation
    done.effects = []
    done.undone = []
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
