import SkaldCore
import SkaldRuntime
package import SkaldValue

/// Reducing a batch while the one before is being committed.
///
/// Nothing of the later one is told, or given to the store, before the earlier is durable; where the earlier fails, both
/// are void. Only what needs nothing but memory is reduced ahead: answers for instances that are there.
extension Kernel {
  /// The store. While a batch is being committed it belongs to the committer: whoever needs it waits until that is over.
  var store: any Store {
    if let committing { _ = committing.by.outcome() }
    return heldStore
  }

  /// Whether a batch is being committed.
  package var isCommitting: Bool { committing != nil }
  /// Whether ``conclude()`` would not wait.
  package var isCommitOver: Bool { committing?.by.isOver ?? false }
  /// How many inputs of the running batch were taken up.
  package var takenCount: Int { isOpen ? taken.count : 0 }
  /// Whether batches may overlap: not where handlers work in the commits themselves, nor while the store fails.
  package var mayRunAhead: Bool { tables == nil && fault == nil && carried.isEmpty }

  /// Takes up a batch and whatever else is due, as ``process(_:at:flush:)`` does, and has it committed by somebody else.
  /// - Returns: what may be done now, where nothing had to be committed or the store failed before; otherwise nothing.
  package func submit(_ inputs: [Input], at time: Timestamp, to committer: any Committer) -> [Action] {
    precondition(committing == nil, "one batch is committed at a time")
    do throws(StoreError) {
      let sealed = try seal(inputs, at: time, flush: false)
      guard !sealed.rows.isEmpty else { return try commit(sealed) }
      // Without it starts wait until the commit is over.
      if finder == nil { finder = try? heldStore.reader() }
      committer.begin(sealed.rows, in: heldStore)
      committing = (sealed, committer)
      return []
    } catch {
      return void(nil, error)
    }
  }

  /// Takes up what can be while a batch is being committed.
  /// - Returns: what has to wait until that is over, in order. Starts and answers of handlers overtake it: nobody has told
  ///   their senders of what waits.
  package func takeAhead(_ inputs: [Input], at time: Timestamp) -> [Input] {
    guard !inputs.isEmpty else { return [] }
    open(at: time)
    return inputs.filter { input in
      guard spoiled == nil, concernsMemoryAlone(input) else { return true }
      taken.append(input)
      do throws(StoreError) {
        try take(input)
      } catch {
        spoiled = error
      }
      return false
    }
  }

  private func concernsMemoryAlone(_ input: Input) -> Bool {
    switch input {
    case .answer(let id, _, _): return instanceAhead(id) != nil
    case .start(let request):
      guard finder != nil, parking.isEmpty, let definition = active[request.saga] else { return false }
      return !definition.hasLocks && !definition.hasInnerLocks
    case .event, .silent, .cancel, .answerQuestion, .operate, .callBack, .settle, .deploy, .schedule, .definitions,
      .confirmClock, .sample, .archive, .keepAnswer, .sinkProgress, .note, .handlers:
      return false
    }
  }

  /// What is stored under a key. While a batch is being committed a view of its own sees all that is durable; what the
  /// batch itself began is not looked for there.
  func stored(saga: String, key: String) throws(StoreError) -> InstanceRow? {
    guard isCommitting, let finder else { return try store.find(saga: saga, key: key) }
    return try finder.find(saga: saga, key: key)
  }

  /// An instance whose answers concern nobody else: it is in memory, not over, and moves nothing that others wait for.
  private func instanceAhead(_ id: InstanceID) -> LiveInstance? {
    guard let instance = live[id.number], !instance.state.status.isTerminal else { return nil }
    let definition = instance.definition
    guard definition.successor == nil, !definition.hasLocks, !definition.hasInnerLocks else { return nil }
    return instance
  }

  /// Waits until the batch that is being committed is durable, or is void with all that was reduced since.
  /// - Returns: what may be done now, in order.
  package func conclude() -> [Action] {
    guard let (sealed, committer) = committing else { return [] }
    let error = committer.outcome()
    committing = nil
    if let error { return void(sealed, error) }
    noteCommit()
    return settle(sealed)
  }
}
