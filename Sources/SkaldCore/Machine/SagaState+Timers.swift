public import SkaldValue

/// Timers and calls are derived from the state: there is nothing to set, to cancel or to forget.
extension SagaState {
  /// When the next timer is due; nil where only an answer, an event or a person can bring the instance further.
  public func nextDue(_ program: SagaProgram) -> Timestamp? {
    var next: Timestamp?
    forEachTimer(program) { _, due in next = min(next ?? due, due) }
    return next
  }

  /// The timers that are due, soonest first.
  public func timersDue(_ program: SagaProgram, at time: Timestamp) -> [TimerID] {
    var found: [(timer: TimerID, due: Timestamp)] = []
    forEachTimer(program) { timer, due in
      if due <= time { found.append((timer, due)) }
    }
    return found.sorted { $0.due < $1.due }.map(\.timer)
  }

  /// Every timer that runs, with the time at which it is due.
  package func timers(_ program: SagaProgram) -> [(timer: TimerID, due: Timestamp)] {
    var found: [(timer: TimerID, due: Timestamp)] = []
    forEachTimer(program) { found.append(($0, $1)) }
    return found
  }

  /// Whether a timer runs and is due.
  func isDue(_ timer: TimerID, _ machine: Machine, at time: Timestamp) -> Bool {
    var isDue = false
    forEachTimer(machine.program) { other, due in isDue = isDue || (other == timer && due <= time) }
    return isDue
  }

  /// The calls that are in flight or answered later.
  public var inFlight: [CallID] {
    var calls: [CallID] = []
    for frame in frames {
      for id in frame.trail {
        if let open = self[id].action.open { calls.append(CallID(id, phase: .action, attempt: open.attempt)) }
        if let open = self[id].undoing.open {
          calls.append(CallID(id, phase: .undo, part: self[id].undoPart, attempt: open.attempt))
        }
        if let open = self[id].checking.open { calls.append(CallID(id, phase: .check, attempt: open.attempt)) }
      }
    }
    return calls
  }

  /// Whether no call is in flight.
  public var isAtRest: Bool {
    !frames.contains { frame in
      frame.trail.contains {
        self[$0].action.open != nil || self[$0].undoing.open != nil || self[$0].checking.open != nil
      }
    }
  }

  /// Visits every timer that runs. No list is made: this is asked after every transition.
  private func forEachTimer(_ program: SagaProgram, _ body: (TimerID, Timestamp) -> Void) {
    guard isPaused else { return forEachTimerSet(program, body) }
    // Calls in flight still have their time limits; all else is held until the instance is resumed.
    forEachTimerSet(program) { timer, due in
      if case .attempt = timer { body(timer, due) }
    }
  }

  private func forEachTimerSet(_ program: SagaProgram, _ body: (TimerID, Timestamp) -> Void) {
    guard !status.isTerminal else { return }
    if let startWait { return body(.start, startWait.due) }
    if status == .running, let limit = program.tuning.deadline, !isDeadlineOver { body(.deadline, begunAt + limit) }
    // By their places: a frame taken out of the array is a copy.
    for index in frames.indices {
      switch frames[index].phase {
      case .ended, .undone: continue
      case .undoing: for id in frames[index].trail { visitUndo(id, body) }
      case .running:
        if frames[index].subSaga != nil { visitDeadline(of: frames[index], program, body) }
        if let position = frames[index].position { visitForward(position, frames[index].block, program, body) }
      }
    }
  }

  private func visitForward(
    _ position: NodeID, _ block: Int, _ program: SagaProgram, _ body: (TimerID, Timestamp) -> Void
  ) {
    switch program.nodes[position.index].instruction {
    case .invoke(let invoke):
      let id = record(of: invoke.step, from: block)
      visit(self[id].action, CallID(id, phase: .action, attempt: 0), body)
      visit(self[id].checking, CallID(id, phase: .check, attempt: 0), body)
    case .wait(let wait):
      let id = record(of: wait.step, from: block)
      if let due = self[id].due { body(.wait(id), due) }
    case .sleep(let sleep): visitSleep(record(of: sleep.step, from: block), body)
    case .fork(let fork): visitSleep(record(of: fork.step, from: block), body)
    case .set, .emit, .branch, .join, .finish, .fail: return
    }
  }

  private func visitSleep(_ id: RecordID, _ body: (TimerID, Timestamp) -> Void) {
    if let due = self[id].due { body(.sleep(id), due) }
  }

  private func visitDeadline(of frame: Frame, _ program: SagaProgram, _ body: (TimerID, Timestamp) -> Void) {
    guard let subSaga = frame.subSaga, !subSaga.isDeadlineOver, let owner = frame.owner,
      let policy = program.subSaga(subSaga.id).deadline
    else { return }
    body(.subSagaDeadline(owner), subSaga.startedAt + program.policy(policy).timeout)
  }

  private func visitUndo(_ id: RecordID, _ body: (TimerID, Timestamp) -> Void) {
    visit(self[id].checking, CallID(id, phase: .check, attempt: 0), body)
    visit(self[id].undoing, CallID(id, phase: .undo, part: self[id].undoPart, attempt: 0), body)
    if self[id].undo == .queued, let quiet = self[id].quietAt { body(.quiesce(id), quiet) }
  }

  private func visit(_ call: CallState, _ id: CallID, _ body: (TimerID, Timestamp) -> Void) {
    var id = id
    switch call.progress {
    case .idle: return
    case .inFlight(let deadline), .pending(let deadline, _):
      id.attempt = call.attempts
      body(.attempt(id), deadline)
    case .backoff(let due):
      id.attempt = call.attempts + 1
      body(.retry(id), due)
    }
  }
}

extension Instruction {
  /// The step that it belongs to; nil where it belongs to none.
  package var step: StepID? {
    switch self {
    case .invoke(let invoke): invoke.step
    case .wait(let wait): wait.step
    case .sleep(let sleep): sleep.step
    case .set(let step, _, _), .emit(let step, _): step
    case .fork(let fork): fork.step
    case .fail(.raise(_, _, let step)): step
    case .branch, .join, .finish, .fail(.again): nil
    }
  }
}
