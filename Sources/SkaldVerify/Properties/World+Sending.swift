import SkaldCore

/// What must hold whenever an undo is sent.
extension World {
  func violation(sending request: Request, _ model: Model) -> Violation? {
    // An undo that was begun beside what followed goes on where the saga turns back.
    guard request.id.phase == .undo, request.id.attempt == 1, request.id.part == 0,
      let instance = instances[request.part], instance.status == .compensating
    else { return nil }
    let part = model.parts[request.part]
    for account in ledger.accounts where account.net > 0 {
      let record = account.place.record
      guard let invoke = part.invokes[record.step.index], instance.has(record) else { continue }
      if invoke.position == .pivot { return Violation(.undoPastPivot, account.place) }
      guard record != request.id.record, record.block == request.id.record.block, !invoke.undo.isEmpty,
        part.order[request.id.step.index][record.step.index], instance.isTurnedBack(record)
      else { continue }
      switch instance.undo(of: record) {
      // An operator settled it otherwise.
      case .forced, .abandoned: continue
      case .none, .armed, .notNeeded, .queued, .running, .backoff, .blocked, .done:
        return Violation(.undoOrder, account.place)
      }
    }
    return nil
  }
}
