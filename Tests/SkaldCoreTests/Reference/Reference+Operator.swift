import SkaldCore
import SkaldValue

/// What operators do: the rows of `blocked`, and of blocked undos.
///
/// The tables have these verbs for what is blocked. As the page “Operating” says, they also help what is under way: a
/// step that the saga stands at, an undo that does not get done.
extension Reference {
  func allows(_ verb: OperatorAct.Verb) -> Bool {
    guard !status.isTerminal else { return false }
    switch verb {
    case .compensate, .terminate, .pause, .resume: return true
    case .retry(let id): return standsStill(id)
    case .edit(let id, _):
      let step = steps[id.step.index]
      return standsStill(id) && (step.undo == .blocked || step.state == .blocked)
    case .resolve(let id, _): return isCallOpen(id)
    case .skip(let id): return isCallOpen(id) || (place == id.step.index && saga.wait(id.step.index) != nil)
    case .fail(let id, let code): return isCallOpen(id) && mayFail(id.step.index, code)
    case .force(let id), .abandon(let id): return isUndoOpen(id)
    // Scripts leave it out: it has tests of its own.
    case .rerun: return false
    }
  }

  /// Whether a step or an undo is not under way, and could be.
  private func standsStill(_ id: RecordID) -> Bool {
    if isUndoOpen(id) { return steps[id.step.index].undo != .running }
    guard isCallOpen(id), steps[id.step.index].action.open == nil else { return false }
    return [.blocked, .backoff].contains(steps[id.step.index].state)
  }

  /// Whether the saga stands at a call that is not over.
  private func isCallOpen(_ id: RecordID) -> Bool {
    guard status == .running, place == id.step.index, saga.call(id.step.index) != nil else { return false }
    return [.ready, .running, .waiting, .backoff, .checking, .blocked].contains(steps[id.step.index].state)
  }

  private func isUndoOpen(_ id: RecordID) -> Bool {
    guard status == .compensating, steps.indices.contains(id.step.index) else { return false }
    return [.running, .backoff, .blocked].contains(steps[id.step.index].undo)
  }

  /// Nothing is done to a step that an operator's word could make untrue: what is past the pivot does not fail.
  private func mayFail(_ step: Int, _ code: String) -> Bool {
    let call = call(step)
    if call.isOptional { return true }
    if call.position == .pivot, steps[step].effect != .none { return false }
    let isCaught = steps[step].effect == .none && call.alternatives.contains { $0.code == nil || $0.code == code }
    return isCaught || pivot == .open
  }

  mutating func operate(_ verb: OperatorAct.Verb) {
    guard allows(verb) else { return }
    switch verb {
    case .compensate: compensateByHand()
    case .terminate: terminate()
    case .retry(let id): retry(id.step.index)
    case .resolve(let id, let output):
      hit(steps[id.step.index].insists ? .insistingResolved : .blockedResolve)
      giveUp(id.step.index)
      closeTroubles(of: id.step.index)
      // What is done is to be undone like any other step, though it was never called.
      arm(id.step.index)
      succeed(id.step.index, output)
    case .skip(let id): skip(id.step.index)
    case .fail(let id, let code):
      hit(.blockedFail)
      giveUp(id.step.index)
      let failure = failure(code, id.step.index)
      if steps[id.step.index].effect == .none {
        endFailed(id.step.index, failure)
      } else {
        failUnknown(id.step.index, failure)
      }
    case .force(let id):
      hit(steps[id.step.index].undo == .blocked ? .undoForced : .undoForcedBackoff)
      settleUndo(id.step.index, .forced)
    case .abandon(let id):
      hit(steps[id.step.index].undo == .blocked ? .undoAbandoned : .undoAbandonedBackoff)
      settleUndo(id.step.index, .abandoned)
    case .edit(let id, _):
      hit(steps[id.step.index].undo == .blocked ? .undoEdit : .blockedEdit)
      retry(id.step.index)
    case .pause:
      hit(.pauses)
      isPaused = true
    case .resume: resume()
    case .rerun: return
    }
  }

  /// What was held goes on: timers that came due meanwhile fire by themselves.
  private mutating func resume() {
    guard isPaused else { return }
    hit(.resumes)
    isPaused = false
    undoOn()
  }

  private mutating func retry(_ step: Int) {
    closeTroubles(of: step)
    switch steps[step].undo {
    case .blocked:
      hit(.undoRetriedBlocked)
      dispatchUndo(step)
    case .backoff:
      hit(.undoRetriedBackoff)
      dispatchUndo(step)
    case .none, .armed, .notNeeded, .queued, .running, .done, .forced, .abandoned:
      hit(.blockedRetry)
      steps[step].insists = false
      dispatchAction(step)
    }
  }

  /// The call in flight is given up, and may still land.
  private mutating func giveUp(_ step: Int) {
    if let open = steps[step].action.open {
      abandoned.insert(CallID(RecordID(StepID(step)), phase: .action, attempt: open.number))
      steps[step].action.end(.unknown)
      expectStragglers(step)
    }
    steps[step].action.close()
    stopCheck(step)
  }

  /// A skipped step has no result; what it may have done stays to be undone.
  private mutating func skip(_ step: Int) {
    hit(.blockedSkip)
    if saga.call(step) != nil { giveUp(step) }
    steps[step].state = .skipped
    steps[step].insists = false
    steps[step].due = nil
    closeTroubles(of: step)
    leave(step)
  }

  /// By hand, whatever `onUnknown` says: the operator has decided.
  private mutating func failUnknown(_ step: Int, _ failure: Failure) {
    let isOptional = call(step).isOptional
    steps[step].state = .unknown
    steps[step].insists = false
    steps[step].error = failure
    closeTroubles(of: step)
    if isOptional { return leave(step) }
    if !failInstance(failure) { insist(step, failure) }
  }

  private mutating func settleUndo(_ step: Int, _ undo: UndoStatus) {
    if let open = steps[step].undoing.open {
      abandoned.insert(
        CallID(RecordID(StepID(step)), phase: .undo, part: steps[step].undoCall, attempt: open.number))
    }
    steps[step].undoing.close()
    closeTroubles(of: step)
    steps[step].undo = undo
    undoOn()
  }
}
