import SkaldCore
import SkaldRuntime
import SkaldValue

/// Instances that have not begun: they wait for their time, or for an entity that another instance holds.
extension Kernel {
  /// Makes an instance that begins later.
  func schedule(
    _ definition: Definition, input: JSON, key: String?, hash: Int64, _ wait: StartWait, _ labels: [Label] = []
  ) throws(StoreError) -> LiveInstance {
    let (instance, commands) = make(definition, input: input, key: key, hash: hash, wait: wait)
    try add(instance, commands, labels)
    return instance
  }

  /// The time of a scheduled instance has come: it begins, or waits for an entity, or may not begin.
  func fireStart(_ instance: LiveInstance) throws(StoreError) {
    // Who waits for an entity has waited long enough.
    guard case .time = instance.state.startWait else { return _ = try reduce(instance, .due(.start)) }
    try admit(instance)
  }

  /// Lets a scheduled instance begin, unless another instance holds an entity that it needs.
  func admit(_ instance: LiveInstance) throws(StoreError) {
    guard instance.state.status == .scheduled, !instance.state.isPaused else { return }
    guard let name = entityHeld(from: instance) else { return _ = try reduce(instance, .admitted) }
    if case .time = instance.state.startWait {
      guard let length = instance.definition.lockWait(of: name) else {
        return _ = try reduce(instance, .meeting([try describe(name)], .due(.start)))
      }
      try reduce(instance, .heldUp(until: now + length))
    }
    locks.wait(.instance(instance.id.number), for: name)
  }

  /// The instance whose turn it is at an entity that was freed; it may be over, or begun, by now.
  func admit(waiting number: Int64) throws(StoreError) {
    guard let instance = try instance(InstanceID(number)) else { return }
    try admit(instance)
  }

  /// The first entity that an instance would begin with and another one holds.
  private func entityHeld(from instance: LiveInstance) -> EntityName? {
    guard instance.definition.hasLocks else { return nil }
    var state = instance.state
    _ = instance.definition.machine.reduce(&state, SagaEvent(at: now, .admitted))
    return firstHeld(of: state.entities[...], instance)
  }
}

extension Definition {
  /// How long a start waits for one of its entities; nil where it is refused.
  func lockWait(of name: EntityName) -> Milliseconds? {
    program.tuning.lockWaits?.first { $0.entity == name.entity }?.length
  }
}
