import SkaldValue

extension Transition {
  /// Who takes up a failure.
  enum FailureHandler {
    /// A scope with an alternative, which goes on at a node once the scope is undone.
    case scope(Int, alternative: NodeID)
    /// A branch that the fork can do without.
    case branch(Int)
    /// The saga itself.
    case saga
  }

  /// The forward part of a frame failed: what can still turn back does.
  mutating func fail(_ failure: Failure, in frame: Int) {
    guard let handler = handler(of: failure, in: frame) else {
      state.failure = failure
      let message = "\(failure.code): \(failure.message)"
      return open(
        .init(kind: "failed_past_pivot", step: failure.step, message: message, blocks: true), in: frame)
    }
    var failing = frame
    let outermost: Int
    switch handler {
    case .scope(let scope, _): outermost = scope
    case .branch(let branch): outermost = branch
    case .saga: outermost = 0
    }
    // The forks between the failure and whoever takes it up fail with it.
    while failing != outermost {
      if let owner = state.frames[failing].owner { endFork(owner, failure) }
      failing = state.frames[failing].parent
    }
    switch handler {
    case .scope(let scope, let alternative):
      if let owner = state.frames[scope].owner { endFork(owner, failure) }
      turnBack(scope, failure, alternative: alternative)
    case .branch(let branch): turnBack(branch, failure)
    case .saga: compensate(.failure, failure)
    }
  }

  /// Who takes up a failure; nil where there is no way back.
  func handler(of failure: Failure, in frame: Int) -> FailureHandler? {
    var frame = frame
    while frame != 0 {
      if let owner = state.frames[frame].owner, let fork = fork(owner), isPivotOpen(in: frame) {
        switch fork.body {
        case .scope:
          if let found = fork.catches.first(where: { $0.code == nil || $0.code == failure.code }) {
            return .scope(frame, alternative: found.target)
          }
        case .branches(_, let need):
          if canDoWithout(frame, owner, need: need) { return .branch(frame) }
        case .items, .rounds, .saga, .reactions: break
        }
      }
      frame = state.frames[frame].parent
    }
    return isPivotOpen ? .saga : nil
  }

  /// Whether enough other branches can still succeed.
  private func canDoWithout(_ frame: Int, _ owner: RecordID, need: Int) -> Bool {
    guard let place = state[owner].fork else { return false }
    let others = state.forks[place].frames.count { other in
      guard other != frame else { return false }
      return state.frames[other].phase == .running || state.frames[other].phase == .ended
    }
    return others >= need
  }

  /// A fork failed with what is inside.
  mutating func endFork(_ id: RecordID, _ failure: Failure) {
    guard state[id].status == .running || state[id].status == .blocked else { return }
    state[id].status = .failed
    state[id].error = failure
    state[id].due = nil
    state[id].endedAt = at
    record(.failed(id, .failed, code: failure.code, message: failure.message))
  }

  mutating func takeCancel(_ reason: String, by actor: String) {
    switch state.status {
    case .completed, .compensated, .failed, .terminated, .compensating: return
    case .scheduled:
      record(.cancelRequested(reason: reason, by: actor))
      endUnbegun(.cancel, Failure(code: Failure.canceled, step: "", message: reason))
    case .running:
      record(.cancelRequested(reason: reason, by: actor))
      guard isPivotOpen else { return record(.cancelRefused) }
      compensate(.cancel, Failure(code: Failure.canceled, step: "", message: reason))
    }
  }

  /// The turn: forward calls are given up, everything that may have happened is queued for its undo.
  mutating func compensate(_ cause: Cause, _ failure: Failure) {
    state.status = .compensating
    state.cause = cause
    state.failure = failure
    record(.status(.compensating, cause: cause, failure: failure))
    let frames = frames(inside: 0)
    frames.forEach { leaveForward($0) }
    state.incidents.filter { $0.kind != "undeclared_refusal" }.forEach { close($0) }
    apply(program.outcome.compensating, in: 0)
    frames.forEach { queueUndo($0) }
    undoOn(from: 0)
  }

  /// A part of the saga is undone while the rest goes on.
  mutating func turnBack(_ frame: Int, _ failure: Failure, alternative: NodeID? = nil) {
    state.frames[frame].failure = failure
    state.frames[frame].alternative = alternative
    let frames = frames(inside: frame)
    frames.forEach { leaveForward($0) }
    for inner in frames {
      for id in state.frames[inner].trail { closeIncidents(of: id) }
    }
    frames.forEach { queueUndo($0) }
    undoOn(from: frame)
  }

  /// A frame and its parts, as far as they are not being undone already.
  private func frames(inside outer: Int) -> [Int] {
    if outer == 0, state.frames.count == 1 { return [0] }
    return state.frames.indices.filter { frame in
      guard state.frames[frame].phase == .running || state.frames[frame].phase == .ended else { return false }
      return isInside(frame, outer)
    }
  }

  /// Queues what a frame did for its undo.
  private mutating func queueUndo(_ frame: Int) {
    state.frames[frame].phase = .undoing
    if let subSaga = state.frames[frame].subSaga { apply(program.subSaga(subSaga.id).outcome.compensating, in: frame) }
    for id in state.frames[frame].trail where state[id].undo == .armed {
      let isNeeded = state[id].effect != .none
      state[id].undo = isNeeded ? .queued : .notNeeded
      record(.undo(id, isNeeded ? .queued : .notNeeded))
    }
  }

  private mutating func leaveForward(_ frame: Int) {
    guard let position = state.frames[frame].position else { return }
    state.frames[frame].position = nil
    let block = state.frames[frame].block
    switch program.node(position).instruction {
    case .invoke(let invoke):
      leaveForward(ActiveStep(id: state.record(of: invoke.step, from: block), invoke: invoke))
    case .wait(let wait): cancel(state.record(of: wait.step, from: block))
    case .sleep(let sleep): cancel(state.record(of: sleep.step, from: block))
    case .fork(let fork): cancel(state.record(of: fork.step, from: block))
    case .set, .emit, .branch, .join, .finish, .fail: return
    }
  }

  private mutating func cancel(_ id: RecordID) {
    switch state[id].status {
    case .waiting, .blocked, .running:
      state[id].status = .canceled
      state[id].due = nil
      state[id].endedAt = at
    case .idle, .ready, .backoff, .checking, .succeeded, .failed, .unknown, .skipped, .canceled: return
    }
  }

  /// Gives up the call that executes.
  private mutating func leaveForward(_ step: ActiveStep) {
    let id = step.id
    let wasInFlight = state[id].action.open != nil
    giveUpAttempt(step)
    state[id].action.progress = .idle
    switch state[id].status {
    case .ready, .running, .waiting, .backoff, .blocked:
      state[id].status = state[id].effect == .none ? .canceled : .unknown
      state[id].endedAt = at
      // Where there is nothing to undo, the answer would decide nothing.
      if wasInFlight, step.invoke.check != nil, state[id].effect == .maybe, state[id].undo == .armed {
        dispatchCheck(step)
      }
    case .checking:
      if state[id].undo != .armed { endCheck(step) }
    case .idle, .succeeded, .failed, .unknown, .skipped, .canceled: return
    }
  }
}
