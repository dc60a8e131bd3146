import SkaldCore
import SkaldValue

/// One entity, whichever sagas move it.
struct EntityName: Hashable {
  let entity: String
  let id: JSON
}

/// Which live instance holds which entity, and who waits for one to be free: events that would start a saga, and
/// instances that have not begun.
///
/// Nothing of it is stored: holders follow from the states of the live instances, as those that wait do, and the events
/// wait in the inbox.
struct LockTable {
  /// An event that would start a saga.
  struct KeptStart {
    let source: String
    let event: ReceivedEvent
    let at: Timestamp
  }

  /// Who waits for an entity.
  enum Waiter {
    case event(KeptStart)
    case instance(Int64)
  }

  private var holders: [EntityName: Int64] = [:]
  private var waiting: [EntityName: [Waiter]] = [:]
  /// What the running batch freed, and nobody looked at yet.
  private var freed: [EntityName] = []
  /// The holders before the running batch changed them, and what waited then: what a failed commit goes back to.
  private var formerHolders: [(name: EntityName, holder: Int64?)] = []
  private var formerWaiting: [EntityName: [Waiter]]?

  func holder(of name: EntityName) -> Int64? { holders[name] }

  /// Makes an instance the holder; the caller knows that there is none.
  mutating func take(_ name: EntityName, for instance: Int64) {
    formerHolders.append((name, holders[name]))
    holders[name] = instance
  }

  /// Ends what an instance holds.
  mutating func free(_ name: EntityName, of instance: Int64) {
    guard holders[name] == instance else { return }
    formerHolders.append((name, instance))
    holders[name] = nil
    if !waiting.isEmpty, waiting[name] != nil { freed.append(name) }
  }

  /// Lets somebody wait behind those that wait already.
  mutating func wait(_ waiter: Waiter, for name: EntityName) {
    if formerWaiting == nil { formerWaiting = waiting }
    waiting[name, default: []].append(waiter)
  }

  /// Who waited longest for an entity that the batch freed and that is free; nil where there is none.
  mutating func popStart() -> Waiter? {
    while let name = freed.last {
      guard holders[name] == nil, var starts = waiting[name], !starts.isEmpty else {
        freed.removeLast()
        continue
      }
      if formerWaiting == nil { formerWaiting = waiting }
      let start = starts.removeFirst()
      waiting[name] = starts.isEmpty ? nil : starts
      return start
    }
    return nil
  }

  /// The batch is durable.
  mutating func keep() {
    formerHolders.removeAll(keepingCapacity: true)
    formerWaiting = nil
  }

  /// Nothing of the batch was kept.
  mutating func goBack() {
    for change in formerHolders.reversed() { holders[change.name] = change.holder }
    if let formerWaiting { waiting = formerWaiting }
    freed = []
    keep()
  }
}
