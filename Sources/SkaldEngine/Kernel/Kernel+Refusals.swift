import SkaldCore
import SkaldRuntime

/// A transition that was taken out of its batch: it led an instance where no transition can.
package struct RefusedTransition: Sendable, Hashable {
  /// The instance.
  let instance: InstanceID
  /// Where it stood.
  let from: Status
  /// Where it would have gone.
  let to: Status
}

extension Kernel {
  /// Takes an event out that led an instance where it cannot go: a fault of the machine, which the store would refuse
  /// together with the whole batch, again and again. The instance is what its journal says, and all others go on.
  func takeOut(_ instance: LiveInstance, from status: Status) throws(StoreError) {
    let refusal = RefusedTransition(instance: instance.id, from: status, to: instance.state.status)
    takenOut.append(refusal)
    noteRefusal(refusal)
    let stored = instance.isNew ? [] : try store.journal(of: instance.id)
    let rows = stored + batch.journal.filter { $0.instance == instance.id }
    let events = rows.map(\.event)
    let lineage = try lineage(events, following: instance.definition)
    guard let fold = try? History.fold(lineage, events) else { return }
    instance.state = fold.state
  }
}
