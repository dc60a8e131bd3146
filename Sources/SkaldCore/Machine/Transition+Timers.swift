import SkaldValue

extension Transition {
  mutating func takeTimer(_ timer: TimerID) {
    guard state.isDue(timer, machine, at: at) else { return }
    switch timer {
    case .attempt(let call):
      commands.append(.abandon(call))
      takeAnswer(call, .lost(message: "no answer in time"))
    case .retry(let call): dispatchNext(call)
    case .sleep(let id):
      if state[id].fork != nil { return nextRound(id) }
      state[id].due = nil
      succeed(id, output: nil)
      leave(state[id].frame)
    case .wait(let id):
      guard let node = state[id].node, case .wait(let wait) = program.node(node).instruction else { return }
      expire(wait, id)
    case .quiesce(let id):
      state[id].quietAt = nil
      record(.undo(id, state[id].undo))
      undoOn(from: state[id].frame)
    case .start: takeStartTimer()
    case .deadline: takeDeadline()
    case .subSagaDeadline(let id): takeSubSagaDeadline(id)
    }
  }

  private mutating func dispatchNext(_ call: CallID) {
    guard let active = active(call.record) else { return }
    switch call.phase {
    case .action: dispatchAction(active)
    case .undo: retryUndoNow(call)
    case .check: dispatchCheck(active)
    }
  }

  /// The time of a sub-saga to its pivot is up: it fails where it can still turn back.
  private mutating func takeSubSagaDeadline(_ id: RecordID) {
    guard let place = state[id].fork, let frame = state.forks[place].frames.first else { return }
    state.frames[frame].subSaga?.isDeadlineOver = true
    guard !state.pivots.contains(where: { isInside(state[$0].frame, frame) }) else { return record(.deadlineIgnored) }
    let failure = Failure(
      code: Failure.deadlineExceeded, step: name(id), message: "the deadline of the sub-saga passed before its pivot")
    guard handler(of: failure, in: frame) != nil else { return record(.deadlineIgnored) }
    fail(failure, in: frame)
  }

  private mutating func takeDeadline() {
    state.isDeadlineOver = true
    if machine.isParticipant {
      let message = "the flow did not come to its end in time"
      return open(.init(kind: "flow_overdue", step: "", message: message, blocks: false), in: 0)
    }
    guard state.pivots.isEmpty, isPivotOpen else { return record(.deadlineIgnored) }
    compensate(
      .deadline, Failure(code: Failure.deadlineExceeded, step: "", message: "the deadline passed before the pivot"))
  }
}
