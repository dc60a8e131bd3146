import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Stores an event and gives it to whom it concerns: instances that wait for it, a saga that it starts.
  func receive(_ incoming: IncomingEvent) throws(StoreError) {
    let event = incoming.event
    if incoming.isOwn || options.dropsUnheardEvents, !heardEvents.contains(event.name) {
      return actions.append(.reply(incoming.ticket, .received(isDuplicate: false)))
    }
    guard try !hasSeen(incoming) else {
      duplicateEvents += 1
      return actions.append(.reply(incoming.ticket, .received(isDuplicate: true)))
    }
    if let error = fault(of: event) { return actions.append(.reply(incoming.ticket, .refused(error))) }
    let delivered = try deliver(event)
    var wait: InboxRow.Wait?
    switch try begin(by: event) {
    case .started: wait = try isAwaited(event) ? .instance : nil
    case .nothing: wait = delivered ? try isAwaited(event) ? .instance : nil : .instance
    case .held(let name):
      wait = .lock
      locks.wait(.event(.init(source: incoming.source, event: event, at: now)), for: name)
    }
    if wait != nil { parking.park(at: now) }
    let key = eventKeys[event.name]?.lazy.compactMap { event.data[$0] }.first ?? .null
    batch.inbox.append(
      InboxRow(
        source: incoming.source, id: event.id, name: event.name, key: key, data: event.data,
        attributes: incoming.attributes, at: now, wait: wait))
    actions.append(.reply(incoming.ticket, .received(isDuplicate: false)))
  }

  private func hasSeen(_ incoming: IncomingEvent) throws(StoreError) -> Bool {
    if batch.inbox.contains(where: { $0.id == incoming.event.id && $0.source == incoming.source }) { return true }
    return try store.hasSeen(source: incoming.source, id: incoming.event.id)
  }

  /// What is wrong with an event's data, as far as active definitions say what they await.
  private func fault(of event: ReceivedEvent) -> EngineError? {
    for definition in definitions where definition.isActive {
      guard let type = definition.eventType(named: event.name) else { continue }
      let violations = type.data.violations(of: event.data)
      guard !violations.isEmpty else { continue }
      return EngineError(
        code: .inputInvalid, message: "the data is not what `\(event.name)` declares", errors: violations)
    }
    return nil
  }

  private func deliver(_ event: ReceivedEvent) throws(StoreError) -> Bool {
    var isWanted = false
    for field in eventKeys[event.name] ?? [] {
      guard let key = event.data[field] else { continue }
      for id in try correlations.instances(CorrelationIndex.hash(event: event.name, key: key), in: store) {
        guard let instance = try instance(id), !instance.state.status.isTerminal,
          instance.state.wants(event, instance.definition.program)
        else { continue }
        try reduce(instance, .received(event))
        isWanted = true
      }
    }
    return isWanted
  }

  /// What came of an event that may start a saga.
  enum StartByEvent {
    /// No saga begins with it.
    case nothing
    /// A saga began, or had begun with the same key before.
    case started
    /// Another instance holds this entity.
    case held(EntityName)
  }

  /// Starts the sagas that begin with this event; one that began with the same key before is left alone.
  func begin(by event: ReceivedEvent) throws(StoreError) -> StartByEvent {
    var outcome = try takePart(in: event)
    for definition in definitions where definition.isActive && definition.startedBy.contains(event.name) {
      guard !definition.isParticipant else { continue }
      guard let input = definition.program.startInput(from: event), definition.program.input.accepts(input) else {
        continue
      }
      let key: String?
      do throws(Failure) {
        key = try definition.program.businessKey(input: input)
      } catch {
        continue
      }
      if case .nothing = outcome { outcome = .started }
      if let key, try existing(definition, key: key) != nil { continue }
      switch try begin(definition, input: input, key: key, hash: hashOfInput(input), trigger: event.id) {
      case .began: continue
      case .lockedOut(let name, _): outcome = .held(name)
      }
    }
    return outcome
  }

  /// Gives a new instance the events that were parked for it.
  func takeParked(_ instance: LiveInstance) throws(StoreError) {
    for (event, field) in instance.definition.correlations {
      guard let key = instance.state.start.input[field] else { continue }
      for row in try store.parked(event: event, key: key) {
        let isTaken = batch.unparked.contains { $0.source == row.source && $0.id == row.id }
        // Participants that begin with one event each take what waited for it.
        guard !isTaken || instance.definition.isParticipant else { continue }
        guard try unpark(row, instance, isTaken: isTaken) else { continue }
        if !isTaken { batch.unparked.append((row.source, row.id)) }
      }
      for (index, row) in batch.inbox.enumerated() where row.name == event && row.key == key {
        let isTaken = row.wait != .instance
        guard !isTaken || instance.definition.isParticipant else { continue }
        if try unpark(row, instance, isTaken: isTaken), !isTaken { batch.inbox[index].wait = nil }
      }
    }
  }

  private func unpark(_ row: InboxRow, _ instance: LiveInstance, isTaken: Bool) throws(StoreError) -> Bool {
    let event = ReceivedEvent(id: row.id, name: row.name, data: row.data)
    guard !instance.state.status.isTerminal, instance.state.wants(event, instance.definition.program) else {
      return false
    }
    try reduce(instance, .received(event))
    if !isTaken { parking.unpark(at: row.at) }
    return true
  }
}
