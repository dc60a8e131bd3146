import SkaldValue

/// A paused instance takes answers and events, and makes no call: each waits as one that is due, and timers are held.
extension Transition {
  /// Whether a verb asks for what is so already.
  func isDone(_ verb: OperatorAct.Verb) -> Bool {
    switch verb {
    case .pause: state.isPaused
    case .resume: !state.isPaused
    case .retry, .resolve, .skip, .fail, .force, .abandon, .edit, .rerun, .compensate, .terminate: false
    }
  }

  /// Goes on with what was held: the timers that came due fire by themselves.
  mutating func resume() {
    state.isPaused = false
    for frame in state.frames.indices where state.frames[frame].phase == .undoing { undoOn(from: frame) }
  }

  /// A step's next attempt waits for the end of the pause.
  mutating func hold(_ id: RecordID) {
    state[id].action.progress = .backoff(due: at)
    if state[id].status != .blocked { state[id].status = state[id].action.attempts == 0 ? .ready : .backoff }
  }

  /// The next call of an undo waits for the end of the pause. One that has not begun stays queued.
  mutating func holdUndo(_ id: RecordID) {
    switch state[id].undo {
    case .none, .armed, .notNeeded, .queued, .done, .forced, .abandoned: return
    case .running, .backoff, .blocked:
      state[id].undoing.progress = .backoff(due: at)
      settleUndo(id, .backoff)
    }
  }

  /// The question what became of a call waits for the end of the pause.
  mutating func holdCheck(_ id: RecordID) {
    state[id].status = .checking
    state[id].checking.progress = .backoff(due: at)
  }
}
