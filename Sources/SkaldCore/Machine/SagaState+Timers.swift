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

  /// Whether a timer runs and is due.
  func isDue(_ timer: TimerID, _ program: SagaProgram, at time: Timestamp) -> Bool {
    var isDue = false
    forEachTimer(program) { other, due in isDue = isDue || (other == timer && due <= time) }
    return isDue
  }

  /// The calls that are in flight or answered later.
  public var inFlight: [CallID] {
    var calls: [CallID] = []
    for id in dispatchOrder {
      let step = steps[id.index]
      if let open = step.action.open { calls.append(CallID(step: id, phase: .action, attempt: open.attempt)) }
      if let open = step.undoing.open {
        calls.append(CallID(step: id, phase: .undo, part: step.undoPart, attempt: open.attempt))
      }
      if let open = step.checking.open { calls.append(CallID(step: id, phase: .check, attempt: open.attempt)) }
    }
    return calls
  }

  /// Whether no call is in flight.
  public var isAtRest: Bool {
    !dispatchOrder.contains {
      steps[$0.index].action.open != nil || steps[$0.index].undoing.open != nil || steps[$0.index].checking.open != nil
    }
  }

  /// Visits every timer that runs. No list is made: this is asked after every transition.
  private func forEachTimer(_ program: SagaProgram, _ body: (TimerID, Timestamp) -> Void) {
    switch status {
    case .completed, .compensated, .failed, .terminated: return
    case .running:
      if let limit = program.tuning.deadline, !isDeadlineOver { body(.deadline, startedAt + limit) }
      guard let position else { return }
      switch program.nodes[position.index].instruction {
      case .invoke(let invoke): visitForward(invoke.step, body)
      case .wait(let wait): if let due = steps[wait.step.index].due { body(.wait(wait.step), due) }
      case .sleep(let sleep): if let due = steps[sleep.step.index].due { body(.sleep(sleep.step), due) }
      case .set, .emit, .branch, .fork, .join, .finish, .fail: return
      }
    case .compensating:
      for id in dispatchOrder { visitUndo(id, body) }
    }
  }

  private func visitForward(_ id: StepID, _ body: (TimerID, Timestamp) -> Void) {
    visit(steps[id.index].action, CallID(step: id, phase: .action, attempt: 0), body)
    visit(steps[id.index].checking, CallID(step: id, phase: .check, attempt: 0), body)
  }

  private func visitUndo(_ id: StepID, _ body: (TimerID, Timestamp) -> Void) {
    let step = steps[id.index]
    visit(step.checking, CallID(step: id, phase: .check, attempt: 0), body)
    visit(step.undoing, CallID(step: id, phase: .undo, part: step.undoPart, attempt: 0), body)
    if step.undo == .queued, let quiet = step.quietAt { body(.quiesce(id), quiet) }
  }

  private func visit(_ call: CallState, _ id: CallID, _ body: (TimerID, Timestamp) -> Void) {
    var id = id
    switch call.progress {
    case .idle: return
    case .inFlight(let deadline), .pending(let deadline):
      id.attempt = call.attempts
      body(.attempt(id), deadline)
    case .backoff(let due):
      id.attempt = call.attempts + 1
      body(.retry(id), due)
    }
  }
}
