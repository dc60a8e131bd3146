import SkaldCore
import SkaldValue

/// The table of instance states, and the point of no return.
extension Reference {
  enum Pivot { case open, inDoubt, passed }

  /// Where the point of no return stands.
  var pivot: Pivot {
    guard let pivot = saga.pivot else { return .open }
    switch steps[pivot].effect {
    case .none: return .open
    case .maybe: return .inDoubt
    case .applied: return .passed
    }
  }

  /// Counts why the pivot stands as it does, wherever that decides.
  private mutating func judgePivot() -> Pivot {
    switch pivot {
    case .inDoubt: hit(.pivotInDoubt)
    case .passed: hit(.pivotPassed)
    case .open:
      if let place = saga.pivot {
        let attempts = steps[place].action
        if attempts.all.isEmpty {
          hit(.pivotNotDispatched)
        } else {
          hit(attempts.isProven ? .pivotRefusalProved : .pivotEveryAttemptNone)
        }
      } else {
        hit(.sagaWithoutPivot)
      }
    }
    return pivot
  }

  mutating func take(_ event: SagaEvent) {
    now = max(now, event.at)
    sent = []
    abandoned = []
    noted = nil
    if status.isTerminal {
      hit(.afterTheEnd)
      if case .answered(let call, let result) = event.kind { noteAfterTheEnd(call, result) }
      return
    }
    switch event.kind {
    case .answered(let call, let result): answered(call, result)
    case .due(let timer): due(timer)
    case .received(let event): received(event)
    case .decided(let id, let answer, _): decided(id.step.index, answer)
    case .cancel: cancel()
    case .operated(let act): operate(act.verb)
    case .recovered: recover()
    case .started, .admitted, .heldUp, .adopted, .dropped, .meeting, .crashed, .interrupted, .restored: return
    }
  }

  private mutating func cancel() {
    if status == .compensating { return hit(.cancelsAgain) }
    switch judgePivot() {
    case .open:
      hit(.cancels)
      turn(.cancel, Failure(code: Failure.canceled, step: ""))
    case .inDoubt: hit(.cancelInDoubt)
    case .passed: hit(.cancelPast)
    }
  }

  /// An operator has it undone: a cancel with another cause.
  mutating func compensateByHand() {
    guard status == .running, judgePivot() == .open else { return }
    turn(.operator, Failure(code: Failure.canceled, step: ""))
  }

  /// The deadline is until the pivot is first attempted; one that is open again has been.
  mutating func takeDeadline() {
    isDeadlineOver = true
    switch judgePivot() {
    case .open:
      if let pivot = saga.pivot, !steps[pivot].action.all.isEmpty { return hit(.deadlineTried) }
      hit(.deadlineTurns)
      turn(.deadline, Failure(code: Failure.deadlineExceeded, step: ""))
    case .inDoubt: hit(.deadlineInDoubt)
    case .passed: hit(.deadlinePast)
    }
  }

  /// A failure that nothing in the saga took up: true where the instance turns back.
  mutating func failInstance(_ failure: Failure) -> Bool {
    switch judgePivot() {
    case .open:
      hit(.failsBack)
      turn(.failure, failure)
      return true
    case .inDoubt:
      hit(.failsInDoubt)
      return false
    case .passed:
      hit(.failsPast)
      return false
    }
  }

  mutating func complete() {
    hit(.completes)
    place = nil
    move(saga.outcome.completed)
    status = .completed
  }

  /// Ends it as it stands: every attempt is fenced, nothing is undone, the entity keeps its state.
  mutating func terminate() {
    hit(.terminates)
    for call in inFlight { abandoned.insert(call) }
    for step in steps.indices {
      steps[step].action.close()
      steps[step].undoing.close()
      steps[step].check.close()
    }
    troubles = []
    if status == .running { failure = nil }
    place = nil
    cause = .operator
    status = .terminated
  }

  /// The calls that are in flight or answered later.
  var inFlight: [CallID] {
    order.flatMap { step in
      let record = RecordID(StepID(step))
      let state = steps[step]
      return [
        state.action.open.map { CallID(record, phase: .action, attempt: $0.number) },
        state.undoing.open.map { CallID(record, phase: .undo, part: state.undoCall, attempt: $0.number) },
        state.check.open.map { CallID(record, phase: .check, attempt: $0.number) },
      ].compactMap { $0 }
    }
  }
}

extension Reference.Attempts {
  mutating func close() {
    if open != nil { all[all.count - 1].state = .over }
    nextAt = nil
  }
}
