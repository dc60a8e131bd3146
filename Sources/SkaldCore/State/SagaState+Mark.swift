package import SkaldValue

/// What tells states apart for those who explore them: all that can make a difference to what may follow.
///
/// - Times are left out but for whether a call can still be on its way: an explorer lets timers come due in any order.
/// - So are the numbers of attempts, as far as no limit counts them, and of dispatches: whoever knows which answers are
///   still on their way knows what they are good for.
/// - How a step came to its result does not matter any more; nor does why an instance turned back, or what is undone.
extension SagaState {
  /// Feeds what may make a difference.
  package func mark(_ program: SagaProgram, at now: Timestamp, into hasher: inout Hasher) {
    hasher.combine(status)
    hasher.combine(startWait == nil)
    hasher.combine(isPaused)
    if status == .running {
      hasher.combine(isDeadlineOver)
      hasher.combine(failure?.code)
      for pivot in pivots { mark(pivot, into: &hasher) }
    }
    for index in steps.indices { mark(steps[index], index, at: now, into: &hasher) }
    // A round that is over and left nothing is forgotten: a loop may go round for ever, and nothing changes.
    for block in blocks where !block.records.isEmpty {
      hasher.combine(rank(of: block.parent))
      for index in block.records.indices { mark(block.records[index], index, at: now, into: &hasher) }
    }
    for frame in frames { mark(frame, into: &hasher) }
    for fork in forks {
      hasher.combine(fork.frames)
      hasher.combine(min(fork.begun, CallState.spentMax))
      hasher.combine(fork.items)
    }
    for entity in entities { hasher.combine(entity.state) }
    for event in mailbox { event.mark(into: &hasher) }
    if program.isParticipant { flow.mark(into: &hasher) }
    for incident in incidents where incident.blocks {
      hasher.combine(incident.kind)
      hasher.combine(incident.step)
    }
    hasher.combine(edits)
  }

  private func mark(
    _ step: StepState, _ index: Int, at now: Timestamp, into hasher: inout Hasher
  ) {
    // Most steps of most states are not reached.
    guard step.startedAt != nil else { return }
    switch frames[step.frame].phase {
    case .undoing, .undone:
      guard !step.isUndone else { return }
      hasher.combine(index)
      step.markTurnedBack(at: now, into: &hasher)
    case .running, .ended:
      hasher.combine(index)
      step.mark(at: now, into: &hasher)
    }
  }

  private func mark(_ frame: Frame, into hasher: inout Hasher) {
    hasher.combine(frame.phase)
    hasher.combine(frame.position)
    hasher.combine(frame.owner?.step)
    hasher.combine(rank(of: frame.block))
    let isForward = frame.phase == .running || frame.phase == .ended
    for id in frame.trail where isForward || !self[id].isUndone { mark(id, into: &hasher) }
    hasher.combine(frame.caught?.code)
    if frame.alternative != nil { hasher.combine(frame.failure?.code) }
    hasher.combine(frame.alternative)
    hasher.combine(frame.index.map { min($0, CallState.spentMax) })
    if let subSaga = frame.subSaga {
      hasher.combine(subSaga.id)
      hasher.combine(subSaga.input)
      hasher.combine(subSaga.isDeadlineOver)
    }
  }

  /// How many rounds the loop had that went round most often.
  package func roundsMost(_ program: SagaProgram) -> Int {
    guard !forks.isEmpty else { return 0 }
    return (steps + blocks.flatMap { $0.records }).reduce(0) { most, step in
      guard let place = step.fork, let node = step.node, case .fork(let fork) = program.node(node).instruction,
        case .rounds = fork.body
      else { return most }
      return max(most, forks[place].begun)
    }
  }

  /// Feeds what tells a record from others, whatever number its round has.
  package func mark(_ id: RecordID, into hasher: inout Hasher) {
    hasher.combine(id.step)
    hasher.combine(rank(of: id.block))
  }

  /// The number of a round or an item among those that are not forgotten; 0 outside of loops.
  private func rank(of block: Int) -> Int {
    guard block > 0 else { return 0 }
    var rank = 1
    for index in 0..<block - 1 where !blocks[index].records.isEmpty { rank += 1 }
    return rank
  }

  /// Whether the part of the saga that a record belongs to is being undone, or was.
  package func isTurnedBack(_ id: RecordID) -> Bool {
    switch frames[self[id].frame].phase {
    case .undoing, .undone: true
    case .running, .ended: false
    }
  }
}

extension StepState {
  /// Whether nothing of it is left to be undone.
  fileprivate var isUndone: Bool {
    guard fork == nil else { return false }
    switch undo {
    case .none, .notNeeded, .done, .forced: return true
    case .armed, .queued, .running, .backoff, .blocked, .abandoned: return false
    }
  }

  /// Feeds what is known of a step that goes forward.
  fileprivate func mark(at now: Timestamp, into hasher: inout Hasher) {
    hasher.combine(status)
    hasher.combine(effect)
    hasher.combine(undo)
    if status != .succeeded {
      action.mark(into: &hasher)
      checking.mark(into: &hasher)
      hasher.combine(due == nil)
      // While a call goes on, its next answer decides and not the last one.
      if status != .running && status != .backoff { hasher.combine(error?.code) }
    }
    hasher.combine(output)
    hasher.combine(mayStillLand(at: now))
    hasher.combine(node)
    hasher.combine(frame)
    hasher.combine(fork)
  }

  /// Feeds what is known of a step that is to be undone.
  fileprivate func markTurnedBack(at now: Timestamp, into hasher: inout Hasher) {
    hasher.combine(status == .succeeded)
    hasher.combine(status == .checking)
    hasher.combine(effect)
    hasher.combine(undo)
    hasher.combine(undoPart)
    undoing.mark(into: &hasher)
    checking.mark(into: &hasher)
    hasher.combine(output)
    hasher.combine(mayStillLand(at: now))
    hasher.combine(frame)
    hasher.combine(fork)
  }

  private func mayStillLand(at now: Timestamp) -> Bool { quietAt.map { $0 > now } ?? false }
}

extension CallState {
  fileprivate func mark(into hasher: inout Hasher) {
    switch progress {
    case .idle: hasher.combine(0)
    case .inFlight: hasher.combine(1)
    case .pending: hasher.combine(2)
    case .backoff: hasher.combine(3)
    }
    hasher.combine(attempts == 0)
    hasher.combine(min(spent, Self.spentMax))
    hasher.combine(isTainted)
  }

  /// More attempts than this are alike: explorers bound the attempts of those that have a limit.
  package static var spentMax: Int { 2 }
}

extension ReceivedEvent {
  fileprivate func mark(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(data)
  }
}

extension FlowState {
  fileprivate func mark(into hasher: inout Hasher) {
    for firing in firings {
      hasher.combine(firing.reaction)
      hasher.combine(firing.frame)
      firing.event.mark(into: &hasher)
    }
    hasher.combine(held.count)
    for firing in held {
      hasher.combine(firing.reaction)
      firing.event.mark(into: &hasher)
    }
    hasher.combine(gatherings.count)
    for gathering in gatherings {
      hasher.combine(gathering.reaction)
      for event in gathering.events { event.mark(into: &hasher) }
    }
    hasher.combine(end)
  }
}
