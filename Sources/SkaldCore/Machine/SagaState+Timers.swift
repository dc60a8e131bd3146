public import SkaldValue

/// Timers and calls are derived from the state: there is nothing to set, to cancel or to forget.
extension SagaState {
  /// When the next timer is due; nil where only an answer, an event or a person can bring the instance further.
  public func nextDue(_ program: SagaProgram) -> Timestamp? {
    timers(program).map(\.due).min()
  }

  /// The timers that are due, soonest first.
  public func timersDue(_ program: SagaProgram, at time: Timestamp) -> [TimerID] {
    timers(program).filter { $0.due <= time }.sorted { $0.due < $1.due }.map(\.timer)
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

  /// Every timer that runs, with its due time.
  func timers(_ program: SagaProgram) -> [(timer: TimerID, due: Timestamp)] {
    var timers: [(timer: TimerID, due: Timestamp)] = []
    switch status {
    case .completed, .compensated, .failed, .terminated: return []
    case .running:
      if let limit = program.tuning.deadline, !isDeadlineOver { timers.append((.deadline, startedAt + limit)) }
      guard let position else { return timers }
      switch program.node(position).instruction {
      case .invoke(let invoke): addForwardTimers(of: invoke.step, to: &timers)
      case .wait(let wait): if let due = steps[wait.step.index].due { timers.append((.wait(wait.step), due)) }
      case .sleep(let sleep): if let due = steps[sleep.step.index].due { timers.append((.sleep(sleep.step), due)) }
      case .set, .emit, .branch, .finish, .fail: break
      }
    case .compensating:
      for id in dispatchOrder { addUndoTimers(of: id, to: &timers) }
    }
    return timers
  }

  private func addForwardTimers(of id: StepID, to timers: inout [(timer: TimerID, due: Timestamp)]) {
    add(steps[id.index].action, CallID(step: id, phase: .action, attempt: 0), to: &timers)
    add(steps[id.index].checking, CallID(step: id, phase: .check, attempt: 0), to: &timers)
  }

  private func addUndoTimers(of id: StepID, to timers: inout [(timer: TimerID, due: Timestamp)]) {
    let step = steps[id.index]
    add(step.checking, CallID(step: id, phase: .check, attempt: 0), to: &timers)
    add(step.undoing, CallID(step: id, phase: .undo, part: step.undoPart, attempt: 0), to: &timers)
    if step.undo == .queued, let quiet = step.quietAt { timers.append((.quiesce(id), quiet)) }
  }

  private func add(_ call: CallState, _ id: CallID, to timers: inout [(timer: TimerID, due: Timestamp)]) {
    var id = id
    switch call.progress {
    case .idle: return
    case .inFlight(let deadline), .pending(let deadline):
      id.attempt = call.attempts
      timers.append((.attempt(id), deadline))
    case .backoff(let due):
      id.attempt = call.attempts + 1
      timers.append((.retry(id), due))
    }
  }
}
