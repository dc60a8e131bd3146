import SkaldValue

extension Transition {
  /// Moves and events of an outcome.
  mutating func apply(_ effects: Outcome.Effects, in frame: Int) {
    effects.moves.forEach { move($0, in: frame) }
    effects.emissions.forEach { publish($0, for: "", in: frame) }
  }

  /// Takes up an entity, in its first state.
  @discardableResult
  mutating func enter(_ entity: EntityID, id: JSON) -> Int {
    let initial = program.entities[entity.index].initial
    state.entities.append(EntityState(entity: entity, id: id, state: initial))
    record(.moved(entity, id: id, state: initial))
    return state.entities.count - 1
  }

  /// The place of an entity as a frame sees it; nil where an incident kept it from being entered.
  private func place(of entity: EntityID, in frame: Int) -> Int? {
    let frame = state.sagaFrame(of: frame)
    guard let subSaga = state.frames[frame].subSaga else { return state.entities.firstIndex { $0.entity == entity } }
    return subSaga.entities.first { state.entities[$0].entity == entity }
  }

  /// Moves an entity where its table allows it.
  mutating func move(_ move: EntityMove, in frame: Int) {
    guard let place = place(of: move.entity, in: frame) else { return }
    let entity = program.entities[move.entity.index]
    let current = state.entities[place]
    guard current.state != move.state else { return }
    guard entity.allows(current.state, move.state) else {
      let message = "\(entity.name) may not move from \(current.state) to \(move.state)"
      return open(.init(kind: "illegal_transition", step: "", message: message, blocks: false), in: frame)
    }
    state.entities[place].state = move.state
    record(.moved(move.entity, id: current.id, state: move.state))
  }

  /// Writes an event to the outbox; false where its data could not be computed.
  @discardableResult
  mutating func publish(_ emission: Emission, for step: String, in frame: Int) -> Bool {
    let type = program.event(emission.event)
    guard let data = value(of: emission.data, for: step, in: frame) else { return false }
    let event = EmittedEvent(name: type.name, topic: type.topic, key: type.key.flatMap { data[$0] }, data: data)
    commands.append(.publish(event))
    record(.published(event))
    return true
  }

  /// Opens an incident. The first one that blocks makes the instance stuck.
  mutating func open(_ incident: Incident, in frame: Int) {
    guard !state.incidents.contains(where: { $0.kind == incident.kind && $0.step == incident.step }) else { return }
    let wasStuck = state.isStuck
    state.incidents.append(incident)
    record(.incidentOpened(incident))
    guard incident.blocks, !wasStuck else { return }
    if state.failure == nil {
      let position = state.frames[frame].position.flatMap { program.nodes[$0.index].instruction.step }
      let id = position.map { state.record(of: $0, from: state.frames[frame].block) }
      let error = id.flatMap { title($0) == incident.step ? state[$0].error : nil }
      state.failure = error ?? Failure(code: incident.kind, step: incident.step, message: incident.message)
    }
    var saga = state.sagaFrame(of: frame)
    while saga != 0 {
      if let subSaga = state.frames[saga].subSaga { apply(program.subSaga(subSaga.id).outcome.stuck, in: saga) }
      saga = state.sagaFrame(of: state.frames[saga].parent)
    }
    apply(program.outcome.stuck, in: 0)
  }

  mutating func close(_ incident: Incident) {
    state.incidents.removeAll { $0 == incident }
    record(.incidentClosed(incident))
    if state.status == .running, !state.isStuck { state.failure = nil }
  }

  /// Closes what was open because a step did not get done.
  mutating func closeIncidents(of id: RecordID) {
    guard !state.incidents.isEmpty else { return }
    let step = title(id)
    for incident in state.incidents where incident.step == step && incident.kind != "undeclared_refusal" {
      close(incident)
    }
  }

  /// Tells somebody, once, that a step does not get done.
  mutating func alertIfLong(_ id: RecordID, kind: String) {
    guard state[id].action.takesLong(at: at) else { return }
    open(
      .init(kind: kind, step: title(id), message: "many attempts, no result yet", blocks: false), in: state[id].frame)
  }

  /// A step stands still until somebody acts.
  mutating func block(_ id: RecordID, kind: String, message: String) {
    block(id)
    open(.init(kind: kind, step: title(id), message: message, blocks: true), in: state[id].frame)
  }

  /// A step stands still because of an expression, for which an incident is open.
  mutating func block(_ id: RecordID) {
    state[id].status = .blocked
    state[id].action.progress = .idle
  }
}
