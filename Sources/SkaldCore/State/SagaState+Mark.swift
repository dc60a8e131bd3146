package import SkaldValue

/// What tells states apart for those who explore them: all that can make a difference to what may follow.
///
/// - Times are left out but for whether a call can still be on its way: an explorer lets timers come due in any order.
/// - So are the numbers of attempts, as far as no limit counts them, and of dispatches: whoever knows which answers are
///   still on their way knows what they are good for.
/// - How a step came to its result does not matter any more; nor does why an instance turned back, or what is undone.
extension SagaState {
  /// Feeds what may make a difference.
  package func mark(isParticipant: Bool, at now: Timestamp, into hasher: inout Hasher) {
    hasher.combine(status)
    hasher.combine(startWait == nil)
    hasher.combine(isPaused)
    if status == .running {
      hasher.combine(isDeadlineOver)
      hasher.combine(failure?.code)
      for pivot in pivots { mark(pivot, into: &hasher) }
    }
    // Most steps of most states are not reached.
    for index in steps.indices where steps[index].startedAt != nil { mark(steps[index], index, at: now, into: &hasher) }
    // A round that is over and left nothing is forgotten: a loop may go round for ever, and nothing changes.
    for block in blocks where !block.records.isEmpty {
      hasher.combine(rank(of: block.parent))
      for index in block.records.indices where block.records[index].startedAt != nil {
        mark(block.records[index], index, at: now, into: &hasher)
      }
    }
    // By their places: a frame taken out of the array is a copy.
    for index in frames.indices { markFrame(index, into: &hasher) }
    for fork in forks {
      hasher.combine(fork.frames)
      hasher.combine(min(fork.begun, CallState.spentMax))
      hasher.combine(fork.items)
    }
    for entity in entities { hasher.combine(entity.state) }
    for event in mailbox { event.mark(into: &hasher) }
    if isParticipant { flow.mark(into: &hasher) }
    for incident in incidents where incident.blocks {
      hasher.combine(incident.kind)
      hasher.combine(incident.step)
    }
    hasher.combine(edits)
  }

  private func mark(
    _ step: StepState, _ index: Int, at now: Timestamp, into hasher: inout Hasher
  ) {
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

  private func markFrame(_ place: Int, into hasher: inout Hasher) {
    hasher.combine(frames[place].phase)
    hasher.combine(frames[place].position)
    hasher.combine(frames[place].owner?.step)
    hasher.combine(rank(of: frames[place].block))
    let isForward = frames[place].phase == .running || frames[place].phase == .ended
    for id in frames[place].trail where isForward || !self[id].isUndone { mark(id, into: &hasher) }
    hasher.combine(frames[place].caught?.code)
    if frames[place].alternative != nil { hasher.combine(frames[place].failure?.code) }
    hasher.combine(frames[place].alternative)
    hasher.combine(frames[place].index.map { min($0, CallState.spentMax) })
    if let subSaga = frames[place].subSaga {
      hasher.combine(subSaga.id)
      hasher.combine(subSaga.input)
      hasher.combine(subSaga.isDeadlineOver)
    }
  }

  /// How many rounds the loop had that went round most often.
  package func roundsMost(_ program: SagaProgram) -> Int {
    guard !forks.isEmpty else { return 0 }
    var most = steps.indices.reduce(0) { max($0, rounds(of: steps[$1], program)) }
    for block in blocks.indices {
      most = blocks[block].records.indices.reduce(most) { max($0, rounds(of: blocks[block].records[$1], program)) }
    }
    return most
  }

  private func rounds(of step: StepState, _ program: SagaProgram) -> Int {
    guard let place = step.fork, let node = step.node, case .fork(let fork) = program.nodes[node.index].instruction,
      case .rounds = fork.body
    else { return 0 }
    return forks[place].begun
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
