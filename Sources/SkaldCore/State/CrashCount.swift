/// How often in a row the engine did not come to its end in order while it carried out a call itself.
struct CrashCount: Sendable, Hashable {
  /// How many such ends in a row make it likely that the call is their cause.
  static let max = 3

  /// The step's record.
  let record: RecordID
  /// What the call is for.
  let phase: Phase
  /// How often.
  var count: Int
}

extension SagaState {
  /// The calls that somebody carries out now, with their operations; not those that are answered later.
  public func callsUnderWay(_ program: SagaProgram) -> [(call: CallID, operation: String)] {
    inFlight.compactMap { call in
      let step = self[call.record]
      let state =
        switch call.phase {
        case .action: step.action
        case .undo: step.undoing
        case .check: step.checking
        }
      guard case .inFlight = state.progress, let node = step.node,
        case .invoke(let invoke) = program.node(node).instruction
      else { return nil }
      let plan =
        switch call.phase {
        case .action: invoke.call
        case .undo: invoke.undo[call.part].call
        case .check: invoke.check ?? invoke.call
        }
      return (call, program.operation(plan.operation).name)
    }
  }

  /// Whether the engine ended out of order under a call of it, which was not answered since.
  package var isSuspected: Bool { !crashCounts.isEmpty }

  /// Counts one more end under a call.
  /// - Returns: whether it is taken to be their cause.
  mutating func countCrash(_ call: CallID) -> Bool {
    let index = crashCounts.firstIndex { $0.record == call.record && $0.phase == call.phase }
    let count = (index.map { crashCounts[$0].count } ?? 0) + 1
    forgetCrashes(of: call)
    guard count < CrashCount.max else { return true }
    crashCounts.append(CrashCount(record: call.record, phase: call.phase, count: count))
    return false
  }

  /// The call was answered, or the engine ended in order: what came before says nothing any more.
  mutating func forgetCrashes(of call: CallID) {
    crashCounts.removeAll { $0.record == call.record && $0.phase == call.phase }
  }
}
