import SkaldCore

/// What must hold at the ends.
extension World {
  /// What does not hold of this world; nil where nothing is wrong.
  func violation(_ model: Model) -> Violation? {
    if model.isFlow { return isOver ? violationOfFlow(model) : nil }
    guard let state = instances[0]?.state, state.status.isTerminal else { return nil }
    if let violation = violationOfEffects(state, model.parts[0]) { return violation }
    guard state.status == .completed || state.status == .compensated else { return nil }
    for entity in state.entities {
      let declared = model.parts[0].program.entities[entity.entity.index]
      if declared.locked.contains(entity.state) {
        return Violation(.lockKept, nil, "\(declared.name) is still \(entity.state)")
      }
    }
    return nil
  }

  private func violationOfEffects(_ state: SagaState, _ part: Part) -> Violation? {
    for account in ledger.accounts {
      let record = account.place.record
      guard let invoke = part.invokes[record.step.index], state.has(record),
        part.program.operation(invoke.call.operation).hasEffect
      else { continue }
      let mustGo = !invoke.undo.isEmpty || invoke.position == .pivot
      switch state.status {
      case .compensated: if account.net != 0, mustGo { return Violation(.effectLeft, account.place) }
      case .completed:
        let isTaken = state[record].status == .succeeded && !state.isTurnedBack(record)
        if isTaken, account.net != 1 { return Violation(.effectMissing, account.place) }
        if !isTaken, account.net != 0, mustGo, !invoke.isOptional { return Violation(.effectLeft, account.place) }
      case .failed:
        let isTold = state.residue(part.program).contains(record)
        if account.net != 0, mustGo, !isTold { return Violation(.effectLeft, account.place, "and nobody is told") }
      case .scheduled, .running, .compensating, .terminated: continue
      }
    }
    // A step that was taken, and of which its service knows nothing.
    guard state.status == .completed else { return nil }
    for step in part.program.steps.indices {
      let record = RecordID(StepID(step))
      guard let invoke = part.invokes[step], part.program.operation(invoke.call.operation).hasEffect,
        !invoke.isOptional,
        // What the last round of a loop left outside of it was never called there.
        state[record].status == .succeeded, state[record].action.attempts > 0, !state.isTurnedBack(record)
      else { continue }
      let place = Place(part: 0, record: record)
      if ledger[place].net != 1 { return Violation(.effectMissing, place) }
    }
    return nil
  }

  private func violationOfFlow(_ model: Model) -> Violation? {
    let statuses = Set(instances.compactMap { $0?.status })
    guard statuses.count == 1, let status = statuses.first else {
      let ends = instances.enumerated().compactMap { index, instance in
        instance.map { "\(model.parts[index].name) \($0.status.rawValue)" }
      }
      return Violation(.eventLost, nil, ends.joined(separator: ", "))
    }
    guard status == .compensated else { return nil }
    for account in ledger.accounts where account.net != 0 {
      let isUndoable = model.part(account.place).undoable.contains(account.place.record.step)
      if isUndoable { return Violation(.effectLeft, account.place) }
    }
    return nil
  }
}
