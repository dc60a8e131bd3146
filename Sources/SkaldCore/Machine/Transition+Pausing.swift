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
    for incident in state.incidents where incident.kind == Self.restored { close(incident) }
    for frame in state.frames.indices where state.frames[frame].phase == .undoing { undoOn(from: frame) }
  }

  /// The kind of the incident of an instance that came from a copy of its database.
  private static var restored: String { "restored" }

  /// The instance stands as it did when the copy was made. It goes on once somebody has compared it with the world.
  mutating func takeRestoring() {
    guard !state.status.isTerminal else { return }
    state.isPaused = true
    takeRecovery([])
    open(
      .init(
        kind: Self.restored, step: "",
        message: "the database was restored from a copy: look at what the services did since, then resume",
        blocks: false), in: 0)
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
