import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Nothing was kept of a batch, nor of the running one that was reduced on top of it: forgets both, keeps what cannot
  /// come again, and tells those who wait.
  func void(_ sealed: SealedBatch?, _ error: StoreError) -> [Action] {
    fault = error
    store.endReading()
    // The later first, so that the earlier has the last word on what an instance was before.
    for instance in touched { forget(instance, isNew: instance.isNew) }
    takeBackParking(batch)
    if let sealed {
      for member in sealed.members { forget(member.instance, isNew: member.isNew) }
      takeBackParking(sealed.rows)
      progress = sealed.progress + progress
    }
    locks.goBack()
    schedules.goBack()
    if let tables {
      tables.rollBack()
      transactions.goBack()
    }
    changed.removeAll(keepingCapacity: true)
    emitted = []
    refusals = (sealed?.refusals ?? []) + takenOut
    carried = (sealed?.again ?? []) + again
    let replies = ((sealed?.inputs ?? []) + taken).compactMap { refuse($0, error) }
    isOpen = false
    batch = CommitBatch(time: now)
    (again, taken, touched, takenOut) = ([], [], [], [])
    return replies
  }

  private func takeBackParking(_ rows: CommitBatch) {
    for row in rows.inbox where row.isParked { parking.unpark(at: row.at) }
    for _ in rows.unparked { parking.park(at: now) }
  }

  /// What is said to the sender of an input of which nothing was kept; nil where it is taken up again, or nobody waits.
  private func refuse(_ input: Input, _ error: StoreError) -> Action? {
    let refusal = Reply.refused(.store(error))
    switch input {
    case .answer, .silent: carried.append(input)
    case .start(let request): return .reply(request.ticket, refusal)
    case .event(let event): return .reply(event.ticket, refusal)
    case .cancel(let request): return .reply(request.ticket, refusal)
    case .answerQuestion(let request): return .reply(request.ticket, refusal)
    case .operate(let request): return .reply(request.ticket, refusal)
    case .callBack(let request): return .reply(request.ticket, refusal)
    case .settle(let request): return .reply(request.ticket, refusal)
    case .definitions(let request): return .reply(request.ticket, refusal)
    case .deploy(let request): return .reply(request.ticket, refusal)
    case .schedule(let request): return .reply(request.ticket, refusal)
    case .confirmClock(let request): return .reply(request.ticket, .decided)
    case .note(let note): return .reply(note.ticket, refusal)
    case .sample(let ticket): return .reply(ticket, .sampled(sample()))
    case .archive(let request): return .reply(request.ticket, refusal)
    case .keepAnswer(let request): return .reply(request.ticket, refusal)
    // Its relay has let go of what was dropped: it is noted with the next commit.
    case .sinkProgress(let progress): if !progress.dropped.isEmpty { carried.append(input) }
    case .handlers: break
    }
    return nil
  }

  /// Goes back to what the store says of an instance: nothing, or what its journal tells at the next occasion.
  private func forget(_ instance: LiveInstance, isNew: Bool) {
    live[instance.id.number] = nil
    guard !isNew else { return slots[instance.id.number] = nil }
    let retry = now + Self.storeRetryDelay
    slots[instance.id.number] = Slot(definition: instance.stored.index, timerEntry: retry.milliseconds)
    timers.push(.init(time: retry, instance: instance.id.number))
  }
}
