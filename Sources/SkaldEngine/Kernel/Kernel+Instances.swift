import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// The live instance of that number, loaded where it was at rest; nil where none is live.
  func instance(_ id: InstanceID) throws(StoreError) -> LiveInstance? {
    if let instance = live[id.number] { return instance }
    guard let slot = slots[id.number] else { return nil }
    guard let instance = try load(id, definitions[Int(slot.definition)]) else { return nil }
    instance.timerEntry = slot.timerEntry == .max ? nil : Timestamp(milliseconds: slot.timerEntry)
    slots[id.number] = nil
    live[id.number] = instance
    return instance
  }

  /// Folds the journal of an instance.
  func load(_ id: InstanceID, _ definition: Definition) throws(StoreError) -> LiveInstance? {
    let rows = try store.journal(of: id)
    guard let first = rows.first, case .started(let start) = first.event.kind else { return nil }
    let events = rows.lazy.map(\.event)
    guard let fold = try? History.fold(try lineage(events, following: definition), events) else { return nil }
    let instance = LiveInstance(
      id: id, definition: definition, state: fold.state, sequence: rows.last?.sequence ?? first.sequence,
      inputHash: hashOfInput(start.input))
    if definition.hasLocks { instance.noteLocks() }
    instance.counted = fold.state.status
    instance.standing = instance.look().standing
    return instance
  }

  /// Gives an event to an instance and notes what follows.
  /// - Returns: the machine's commands; empty where the event has no bearing, which is not kept.
  @discardableResult
  func reduce(_ instance: LiveInstance, _ kind: SagaEvent.Kind) throws(StoreError) -> [Command] {
    if let tuned = instance.definition.successor, !instance.state.status.isTerminal { try adopt(tuned, instance) }
    let before = instance.state.status
    var event = SagaEvent(at: now, kind)
    let commands: [Command]
    if instance.definition.hasInnerLocks {
      (event, commands) = try reduceMeeting(instance, kind)
    } else {
      commands = instance.definition.machine.reduce(&instance.state, event)
    }
    guard before.canBecome(instance.state.status) else {
      try takeOut(instance, from: before)
      return []
    }
    if !commands.isEmpty { note(commands, of: event, instance) }
    if instance.definition.hasLocks { updateLocks(instance) }
    return commands
  }

  /// Writes a transition down: its journal row, and what it makes possible.
  func note(_ commands: [Command], of event: SagaEvent, _ instance: LiveInstance) {
    if !instance.isTouched {
      instance.isTouched = true
      touched.append(instance)
    }
    var emitted: [EmittedEvent] = []
    for command in commands {
      switch command {
      case .call(let invocation):
        let call = handlerCall(invocation, instance)
        if tables == nil || !noteTransaction(instance.id, call) { actions.append(.call(instance.id, call)) }
      case .abandon(let call): actions.append(.abandon(instance.id, call))
      case .publish(let event): emitted.append(event)
      case .record(let fact):
        noteIncident(fact, of: instance.id, at: event.at)
        instance.withState { instance.definition.count(fact, $0) }
      }
    }
    if options.reportsTransitions { actions.append(.transition(instance.id, commands, instance.state, at: event.at)) }
    if !emitted.isEmpty {
      let (key, saga) = (instance.state.start.key, instance.definition.name)
      outgoing.append(
        OutboxRow(
          position: nextPosition, instance: instance.id, saga: saga, key: key, at: event.at, events: emitted))
    }
    instance.sequence += 1
    batch.journal.append(
      JournalRow(
        position: nextPosition, instance: instance.id, sequence: instance.sequence, event: event, emitted: emitted))
    nextPosition += 1
  }

  func handlerCall(_ invocation: Invocation, _ instance: LiveInstance) -> HandlerCall {
    HandlerCall(
      instance: instance.state.start.uid, saga: instance.definition.name, step: invocation.title,
      key: instance.state.start.key, invocation: invocation, tokens: tokens)
  }

  /// Makes a new instance findable by the events that it may await.
  func register(_ instance: LiveInstance) {
    for entry in instance.correlations {
      correlations.insert(entry)
      batch.correlated.append(entry)
    }
  }

  /// Leaves the state of those that have rested longest to the store.
  func evict() {
    while resting.count > options.restingMax, let entry = resting.popFirst() {
      guard let instance = live[entry.instance], instance.sequence == entry.sequence else { continue }
      live[entry.instance] = nil
      slots[entry.instance] = Slot(
        definition: instance.definition.index, timerEntry: instance.timerEntry?.milliseconds ?? .max)
    }
  }
}
