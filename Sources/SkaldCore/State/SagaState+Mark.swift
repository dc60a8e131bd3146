package import SkaldValue

/// What tells states apart for those who explore them: all that can make a difference to what may follow.
///
/// Times are left out but for whether a call can still be on its way: an explorer lets timers come due in any order. So are the numbers of attempts, as far as no limit
/// counts them, and of dispatches: whoever knows which answers are still on their way knows what they are good for.
extension SagaState {
  /// Feeds what may make a difference.
  package func mark(_ program: SagaProgram, at now: Timestamp, into hasher: inout Hasher) {
    hasher.combine(status)
    hasher.combine(cause)
    hasher.combine(failure?.code)
    hasher.combine(failure?.step)
    hasher.combine(startWait == nil)
    hasher.combine(isPaused)
    hasher.combine(isDeadlineOver)
    for step in steps { step.mark(at: now, into: &hasher) }
    for block in blocks {
      hasher.combine(block.parent)
      hasher.combine(block.label)
      for step in block.records { step.mark(at: now, into: &hasher) }
    }
    for frame in frames { frame.mark(into: &hasher) }
    for fork in forks {
      hasher.combine(fork.frames)
      hasher.combine(fork.begun)
      hasher.combine(fork.items)
    }
    hasher.combine(freeFrames)
    for entity in entities { hasher.combine(entity.state) }
    for event in mailbox { event.mark(into: &hasher) }
    if program.isParticipant { flow.mark(into: &hasher) }
    hasher.combine(pivots)
    for incident in incidents {
      hasher.combine(incident.kind)
      hasher.combine(incident.step)
    }
    hasher.combine(edits)
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
  fileprivate func mark(at now: Timestamp, into hasher: inout Hasher) {
    hasher.combine(status)
    // Most steps of most states are not reached, or skipped.
    guard startedAt != nil else { return }
    hasher.combine(effect)
    hasher.combine(undo)
    hasher.combine(undoPart)
    action.mark(into: &hasher)
    undoing.mark(into: &hasher)
    checking.mark(into: &hasher)
    hasher.combine(output)
    hasher.combine(error?.code)
    hasher.combine(due == nil)
    hasher.combine(quietAt.map { $0 <= now })
    hasher.combine(node)
    hasher.combine(frame)
    hasher.combine(fork)
  }
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

extension Frame {
  fileprivate func mark(into hasher: inout Hasher) {
    hasher.combine(phase)
    hasher.combine(position)
    hasher.combine(owner)
    hasher.combine(block)
    hasher.combine(trail)
    hasher.combine(caught?.code)
    hasher.combine(failure?.code)
    hasher.combine(alternative)
    hasher.combine(index)
    if let subSaga {
      hasher.combine(subSaga.id)
      hasher.combine(subSaga.input)
      hasher.combine(subSaga.isDeadlineOver)
    }
  }
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
