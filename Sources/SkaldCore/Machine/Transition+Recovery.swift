import SkaldValue

extension Transition {
  /// The engine was restarted: calls in flight are lost with their connections and are made again, under the same key.
  ///
  /// What was lost with the engine does not count against the attempts. A call that must not be repeated is left to its
  /// time limit. So is one under which the engine ended out of order again and again: it stands still until somebody acts.
  /// - Parameter suspects: The calls that the engine carried out itself when it ended out of order.
  mutating func takeRecovery(_ suspects: [CallID]) {
    let lost = state.inFlight
    guard !state.status.isTerminal, !lost.isEmpty else { return }
    record(.recovered)
    for call in lost {
      guard let active = active(call.record) else { continue }
      if !suspects.contains(call) {
        state.forgetCrashes(of: call)
      } else if state.countCrash(call) {
        quarantine(active, call, .unknown)
        continue
      }
      switch call.phase {
      case .action: recoverAction(active, call)
      case .undo: recoverUndo(active, call)
      case .check:
        state[call.record].checking.settle(.none)
        state[call.record].checking.spent -= 1
        dispatchCheck(active)
      }
    }
  }

  /// The engine was restarted while calls were under way in its own transaction: they did not happen, and are made as they
  /// were, but for one under which it ended out of order again and again.
  /// - Parameter suspects: The calls under which it ended out of order.
  mutating func takeInterruption(_ suspects: [CallID]) {
    let lost = state.inFlight
    guard !state.status.isTerminal, !lost.isEmpty else { return }
    record(.recovered)
    for call in lost {
      guard let active = active(call.record), suspects.contains(call) else {
        state.forgetCrashes(of: call)
        continue
      }
      if state.countCrash(call) { quarantine(active, call, .none) }
    }
  }

  private mutating func recoverAction(_ active: ActiveStep, _ call: CallID) {
    guard isLost(state[call.record].action, active.invoke.call) else { return }
    state[call.record].action.settle(.unknown)
    state[call.record].action.spent -= 1
    expectStragglers(active)
    dispatchAction(active)
  }

  private mutating func recoverUndo(_ active: ActiveStep, _ call: CallID) {
    guard isLost(state[call.record].undoing, active.invoke.undo[call.part].call) else { return }
    state[call.record].undoing.settle(.unknown)
    state[call.record].undoing.spent -= 1
    state[call.record].undo = .backoff
    retryUndoNow(call)
  }

  /// Whether a call in flight ended with the engine and can be made again.
  private func isLost(_ call: CallState, _ plan: CallPlan) -> Bool {
    if program.operation(plan.operation).idempotency == .never { return false }
    // A call that the service answers later lives on at the service; only its deadline ends it.
    if case .pending = call.progress { return false }
    return true
  }

  /// A call that brings the engine down is not made again by itself, so that everything else goes on.
  private mutating func quarantine(_ active: ActiveStep, _ call: CallID, _ effect: CallResult.AttemptEffect) {
    let id = call.record
    let message = "the engine ended out of order \(CrashCount.max) times in a row while this call ran in it"
    switch call.phase {
    case .action:
      state[id].action.settle(effect)
      if effect == .none { clearEffectIfProven(id) } else { expectStragglers(active) }
      state[id].error = nil
      block(id, kind: "crash_loop", message: message)
    case .undo:
      state[id].undoing.settle(effect)
      blockUndo(id, kind: "crash_loop", message: message)
    case .check:
      state[id].checking.settle(.none)
      open(.init(kind: "crash_loop", step: title(id), message: message, blocks: false), in: state[id].frame)
      endCheckUnknown(active)
    }
  }
}
