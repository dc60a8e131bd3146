import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Ends the running batch: writes down what it says of its instances, and what of it concerns nobody else.
  func sealed(flush: Bool) throws(StoreError) -> SealedBatch {
    for instance in touched {
      writeRow(of: instance)
      if instance.state.status.isTerminal { batch.uncorrelated += instance.correlations }
    }
    try dropParked()
    // After a fault the store is asked whether it works again, with a change that changes nothing.
    if fault != nil, batch.isEmpty { batch.parkedBefore = Timestamp(milliseconds: 0) }
    var told: [SinkProgress] = []
    if !batch.isEmpty || flush { swap(&told, &progress) }
    for sink in told { note(sink) }
    isOpen = false
    let members = touched.map { instance in SealedBatch.Member(instance) }
    touched.removeAll(keepingCapacity: true)
    var rows = CommitBatch(time: now)
    rows.journal.reserveCapacity(batch.journal.count)
    swap(&rows, &batch)
    return SealedBatch(
      rows: rows, again: Self.moved(&again), inputs: Self.moved(&taken), members: members,
      startedKeys: startedKeys, actions: Self.moved(&actions), emitted: Self.moved(&outgoing),
      refusals: Self.moved(&takenOut), progress: told)
  }

  private func note(_ sink: SinkProgress) {
    if let cursor = sink.cursor { batch.cursors.append((sink.sink, cursor)) }
    for event in sink.held { batch.held.append((sink.sink, event.orderingKey, event.place)) }
    for place in sink.released { batch.released.append((sink.sink, place)) }
    batch.deadLetters += sink.deadLetters
    for place in sink.settledLetters { batch.settledLetters.append((sink.sink, place)) }
    batch.incidents += sink.incidents
  }

  /// Makes a batch durable; nothing is written where there is nothing to say.
  func commit(_ sealed: SealedBatch) throws(StoreError) -> [Action] {
    guard !sealed.rows.isEmpty else {
      store.endReading()
      return settle(sealed)
    }
    try store.commit(sealed.rows)
    noteCommit()
    return settle(sealed)
  }

  /// A batch became durable: the store works.
  func noteCommit() {
    commits += 1
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
  func settle(_ sealed: SealedBatch) -> [Action] {
    changed.removeAll(keepingCapacity: true)
    refusals = sealed.refusals
    emitted = sealed.emitted
    var actions = sealed.actions
    for member in sealed.members {
      let instance = member.instance
      if member.isNew { instance.definition.tally.started += 1 }
      changed.append(instance.id)
      if instance.stored !== instance.definition { instance.settleDefinition() }
      instance.definition.tally.move(from: instance.counted, to: member.status)
      instance.counted = member.status
      if member.status.isTerminal {
        live[instance.id.number] = nil
        instance.withState { instance.definition.tally.end($0) }
        actions.append(.ended(instance.id, member.status))
      } else if let sequence = member.restsAt {
        resting.append(.init(instance: instance.id.number, sequence: sequence))
      }
    }
    locks.keep()
    if tables != nil { transactions.keep() }
    schedules.keep()
    evict()
    tidyTimers()
    return actions
  }
}
