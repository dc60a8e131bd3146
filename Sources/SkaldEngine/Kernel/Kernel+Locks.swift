import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Gives a new instance the entities that it moves, unless another instance holds one of them.
  /// - Returns: the one that is held, and then nothing is taken.
  func lockOut(_ instance: LiveInstance) throws(StoreError) -> (name: EntityName, held: HeldEntity)? {
    if let name = firstHeld(by: instance, from: 0) { return (name, try describe(name)) }
    instance.noteLocks()
    claimLocks(instance)
    return nil
  }

  /// Notes what an instance holds after a transition, and frees what it does not hold any more.
  func updateLocks(_ instance: LiveInstance) {
    let isOver = instance.state.status.isTerminal
    instance.locks.removeAll { lock in
      guard isOver || !instance.keeps(lock.place) else { return false }
      locks.free(lock.name, of: instance.id.number)
      return true
    }
    guard !isOver, instance.entitiesSeen < instance.state.entities.count else { return }
    instance.noteLocks()
    claimLocks(instance)
  }

  /// Makes an instance the holder of what its state says that it holds.
  func claimLocks(_ instance: LiveInstance) {
    for lock in instance.locks where locks.holder(of: lock.name) == nil {
      locks.take(lock.name, for: instance.id.number)
    }
  }

  /// Gives an event to an instance whose sub-sagas move entities that others may hold: where one is held, the event is
  /// taken up again with that knowledge, and the journal has it.
  func reduceMeeting(
    _ instance: LiveInstance, _ kind: SagaEvent.Kind
  ) throws(StoreError) -> (SagaEvent, [Command]) {
    let (before, seen) = (instance.state, instance.entitiesSeen)
    var held: [HeldEntity] = []
    while true {
      let event = SagaEvent(at: now, held.isEmpty ? kind : .meeting(held, kind))
      let commands = instance.definition.machine.reduce(&instance.state, event)
      guard let name = firstHeld(by: instance, from: seen) else { return (event, commands) }
      instance.state = before
      held.append(try describe(name))
    }
  }

  /// Starts what waited for entities that the batch freed.
  func startKept() throws(StoreError) {
    while let waiter = locks.popStart() { try begin(waiter) }
  }

  /// Takes up what waited for an entity when the store was left, in the order in which it came.
  /// - Parameter scheduled: the instances that have not begun.
  func recoverKeptStarts(_ scheduled: [InstanceID]) throws(StoreError) {
    var waiters: [(at: Timestamp, waiter: LockTable.Waiter)] = []
    for id in scheduled {
      guard let instance = try instance(id), case .entity(let since, _) = instance.state.startWait else { continue }
      waiters.append((since, .instance(id.number)))
    }
    for row in parking.isEmpty ? [] : try store.keptStarts() {
      let event = ReceivedEvent(id: row.id, name: row.name, data: row.data)
      waiters.append((row.at, .event(LockTable.KeptStart(source: row.source, event: event, at: row.at))))
    }
    for (_, waiter) in waiters.sorted(by: { $0.at < $1.at }) { try begin(waiter) }
  }

  private func begin(_ waiter: LockTable.Waiter) throws(StoreError) {
    switch waiter {
    case .event(let start): try begin(start)
    case .instance(let number): try admit(waiting: number)
    }
  }

  private func begin(_ start: LockTable.KeptStart) throws(StoreError) {
    // What has waited too long is dropped by the store.
    guard now - start.at < Self.parkingTime else { return }
    switch try begin(by: start.event) {
    case .nothing: return
    case .started: settle(start)
    case .held(let name): locks.wait(.event(start), for: name)
    }
  }

  /// An event that waited for an entity started its saga.
  private func settle(_ start: LockTable.KeptStart) {
    parking.unpark(at: start.at)
    let place = batch.inbox.firstIndex { $0.id == start.event.id && $0.source == start.source }
    if let place { batch.inbox[place].wait = nil } else { batch.unparked.append((start.source, start.event.id)) }
  }

  /// The first of an instance's entities from a place on that another instance holds.
  private func firstHeld(by instance: LiveInstance, from place: Int) -> EntityName? {
    firstHeld(of: instance.state.entities.dropFirst(place), instance)
  }

  /// The first of some entities that an instance is not the holder of, and another one is.
  func firstHeld(of entities: ArraySlice<EntityState>, _ instance: LiveInstance) -> EntityName? {
    let definition = instance.definition
    for entity in entities where definition.isLockable(entity) {
      let name = definition.name(of: entity)
      if let holder = locks.holder(of: name), holder != instance.id.number { return name }
    }
    return nil
  }

  func describe(_ name: EntityName) throws(StoreError) -> HeldEntity {
    var held = HeldEntity(entity: name.entity, id: name.id, state: "", holder: "")
    guard let holder = locks.holder(of: name) else { return held }
    let (state, program) = try state(of: InstanceID(holder))
    held.holder = state.start.uid
    let found = state.entities.first { program.entities[$0.entity.index].name == name.entity && $0.id == name.id }
    held.state = found?.state ?? ""
    return held
  }
}

extension LiveInstance {
  /// Whether it keeps others off one of its entities.
  func keeps(_ place: Int) -> Bool {
    let entity = state.entities[place]
    return definition.keptStates[entity.entity.index].contains(entity.state)
  }

  /// Notes what it holds of the entities that it entered since it was looked at last.
  func noteLocks() {
    let first = entitiesSeen
    entitiesSeen = state.entities.count
    guard !state.status.isTerminal else { return }
    for place in first..<entitiesSeen where definition.isLockable(state.entities[place]) && keeps(place) {
      locks.append((place, definition.name(of: state.entities[place])))
    }
  }
}
