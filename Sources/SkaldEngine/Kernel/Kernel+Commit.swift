import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Makes the batch durable; nothing is written where there is nothing to say.
  func commit(flush: Bool) throws(StoreError) {
    for instance in touched {
      writeRow(of: instance)
      if instance.state.status.isTerminal { batch.uncorrelated += instance.correlations }
    }
    try dropParked()
    // After a fault the store is asked whether it works again, with a change that changes nothing.
    if fault != nil, batch.isEmpty { batch.parkedBefore = Timestamp(milliseconds: 0) }
    guard !batch.isEmpty || flush && !progress.isEmpty else { return store.endReading() }
    for sink in progress {
      if let cursor = sink.cursor { batch.cursors.append((sink.sink, cursor)) }
      for event in sink.held { batch.held.append((sink.sink, event.orderingKey, event.place)) }
      for place in sink.released { batch.released.append((sink.sink, place)) }
      batch.deadLetters += sink.deadLetters
      for place in sink.settledLetters { batch.settledLetters.append((sink.sink, place)) }
      batch.incidents += sink.incidents
    }
    try store.commit(batch)
    commits += 1
    progress.removeAll(keepingCapacity: true)
    fault = nil
  }

  /// The instance row is written only when it says something new; on the hot path the journal row is all.
  private func writeRow(of instance: LiveInstance) {
    let (due, standing) = instance.look()
    if instance.isNew {
      batch.created.append(instance.row(standing))
    } else if instance.standing != standing {
      batch.updated.append(instance.row(standing))
    }
    instance.standing = standing
    plan(instance, nextDue: due)
  }

  /// The batch is durable: says so, and lets go of what ended or rests.
  func settleAfterCommit() -> [Action] {
    for instance in touched {
      if instance.isNew { instance.definition.tally.started += 1 }
      instance.isTouched = false
      instance.isNew = false
      changed.append(instance.id)
      if instance.stored !== instance.definition { instance.settleDefinition() }
      instance.definition.tally.move(from: instance.counted, to: instance.state.status)
      instance.counted = instance.state.status
      if instance.state.status.isTerminal {
        live[instance.id.number] = nil
        instance.withState { instance.definition.tally.end($0) }
        actions.append(.ended(instance.id, instance.state.status))
      } else if instance.standing?.rest != nil {
        resting.append(.init(instance: instance.id.number, sequence: instance.sequence))
      }
    }
    locks.keep()
    if tables != nil { transactions.keep() }
    schedules.keep()
    evict()
    tidyTimers()
    defer { actions = Self.emptied(actions) }
    return actions
  }

  /// Nothing of the batch was kept: forgets it, keeps what cannot come again, and tells those who wait.
  func void(_ again: [Input], _ inputs: [Input], _ error: StoreError) -> [Action] {
    fault = error
    store.endReading()
    for row in batch.inbox where row.isParked { parking.unpark(at: row.at) }
    for _ in batch.unparked { parking.park(at: now) }
    for instance in touched { forget(instance) }
    locks.goBack()
    schedules.goBack()
    if let tables {
      tables.rollBack()
      transactions.goBack()
    }
    actions = []
    carried = again
    var replies: [Action] = []
    for input in inputs {
      switch input {
      case .answer, .silent: carried.append(input)
      case .start(let request): replies.append(.reply(request.ticket, .refused(.store(error))))
      case .event(let event): replies.append(.reply(event.ticket, .refused(.store(error))))
      case .cancel(let request): replies.append(.reply(request.ticket, .refused(.store(error))))
      case .answerQuestion(let request): replies.append(.reply(request.ticket, .refused(.store(error))))
      case .operate(let request): replies.append(.reply(request.ticket, .refused(.store(error))))
      case .callBack(let request): replies.append(.reply(request.ticket, .refused(.store(error))))
      case .settle(let request): replies.append(.reply(request.ticket, .refused(.store(error))))
      case .definitions(let request): replies.append(.reply(request.ticket, .refused(.store(error))))
      case .deploy(let request): replies.append(.reply(request.ticket, .refused(.store(error))))
      case .schedule(let request): replies.append(.reply(request.ticket, .refused(.store(error))))
      case .confirmClock(let request): replies.append(.reply(request.ticket, .decided))
      case .sample(let ticket): replies.append(.reply(ticket, .sampled(sample())))
      case .archive(let request): replies.append(.reply(request.ticket, .refused(.store(error))))
      case .keepAnswer(let request): replies.append(.reply(request.ticket, .refused(.store(error))))
      // Its relay has let go of what was dropped: it is noted with the next commit.
      case .sinkProgress(let progress): if !progress.dropped.isEmpty { carried.append(input) }
      case .handlers: break
      }
    }
    return replies
  }

  /// Goes back to what the store says of an instance: nothing, or what its journal tells at the next occasion.
  private func forget(_ instance: LiveInstance) {
    live[instance.id.number] = nil
    if instance.isNew { return }
    let retry = now + Self.storeRetryDelay
    slots[instance.id.number] = Slot(definition: instance.stored.index, timerEntry: retry.milliseconds)
    timers.push(.init(time: retry, instance: instance.id.number))
  }
}
