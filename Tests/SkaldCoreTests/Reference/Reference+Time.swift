import SkaldCore
import SkaldValue

/// Timers, and a restart of the engine.
extension Reference {
  /// Every timer that runs, with the time at which it is due.
  ///
  /// While it is paused, calls in flight have their time limits, and all else is held.
  var timers: [TimerID: Timestamp] {
    guard isPaused else { return allTimers }
    return allTimers.filter {
      if case .attempt = $0.key { true } else { false }
    }
  }

  private var allTimers: [TimerID: Timestamp] {
    guard !status.isTerminal else { return [:] }
    var timers: [TimerID: Timestamp] = [:]
    if status == .running, let limit = saga.deadline, !isDeadlineOver { timers[.deadline] = startedAt + limit }
    if status == .running, let place {
      let record = RecordID(StepID(place))
      if let due = steps[place].due { timers[saga.wait(place) == nil ? .sleep(record) : .wait(record)] = due }
      add(steps[place].action, CallID(record, phase: .action, attempt: 0), to: &timers)
      add(steps[place].check, CallID(record, phase: .check, attempt: 0), to: &timers)
    }
    guard status == .compensating else { return timers }
    for step in order {
      let record = RecordID(StepID(step))
      add(steps[step].check, CallID(record, phase: .check, attempt: 0), to: &timers)
      add(steps[step].undoing, CallID(record, phase: .undo, part: steps[step].undoCall, attempt: 0), to: &timers)
      if steps[step].undo == .queued, let quiet = steps[step].quietUntil { timers[.quiesce(record)] = quiet }
    }
    return timers
  }

  private func add(_ attempts: Attempts, _ call: CallID, to timers: inout [TimerID: Timestamp]) {
    var call = call
    if let open = attempts.open {
      call.attempt = open.number
      timers[.attempt(call)] = open.deadline
    } else if let next = attempts.nextAt {
      call.attempt = attempts.all.count + 1
      timers[.retry(call)] = next
    }
  }

  mutating func due(_ timer: TimerID) {
    guard let due = timers[timer], due <= now else { return }
    if status == .running { hit(.takesTimer) }
    switch timer {
    case .attempt(let call):
      abandoned.insert(call)
      answered(call, .lost(message: ""))
    case .retry(let call): retryDue(call)
    case .sleep(let id), .wait(let id): expire(id.step.index)
    case .quiesce(let id):
      steps[id.step.index].quietUntil = nil
      undoOn()
    case .deadline: takeDeadline()
    case .start, .subSagaDeadline: return
    }
  }

  private mutating func retryDue(_ call: CallID) {
    switch call.phase {
    case .action:
      hit(steps[call.step.index].action.all.isEmpty ? .stepQueued : .backoffDue)
      dispatchAction(call.step.index)
    case .undo:
      hit(.undoDue)
      dispatchUndo(call.step.index)
    case .check: dispatchCheck(call.step.index)
    }
  }

  /// Calls in flight are lost with the engine, and made again at once under the same keys; it costs no attempt. A call
  /// that must not be repeated, and one that the service answers later, is left to its time limit.
  mutating func recover() {
    for lost in inFlight {
      let step = lost.step.index
      switch lost.phase {
      case .action:
        guard survives(steps[step].action, call(step).action) else { continue }
        hit(.recoveryRepeats)
        steps[step].action.lose()
        expectStragglers(step)
        dispatchAction(step)
      case .undo:
        guard survives(steps[step].undoing, call(step).undo) else { continue }
        hit(.recoveryUndo)
        steps[step].undoing.lose()
        dispatchUndo(step)
      case .check:
        hit(.recoveryCheck)
        steps[step].check.lose()
        dispatchCheck(step)
      }
    }
  }

  /// Whether a call in flight is to be made again.
  private mutating func survives(_ attempts: Attempts, _ contract: ReferenceSaga.Contract) -> Bool {
    if contract.idempotency == .never {
      hit(.recoveryNever)
      return false
    }
    if attempts.open?.state == .waiting {
      hit(.recoveryPending)
      return false
    }
    return true
  }
}
