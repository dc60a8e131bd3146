import SkaldValue

extension Transition {
  /// Moves and events of an outcome.
  mutating func apply(_ effects: Outcome.Effects) {
    apply(effects.moves)
    effects.emissions.forEach { publish($0, for: "") }
  }

  mutating func apply(_ moves: [EntityMove]) { moves.forEach { move($0) } }

  /// Moves an entity where its table allows it.
  mutating func move(_ move: EntityMove) {
    let entity = program.entities[move.entity.index]
    let current = state.entities[move.entity.index]
    guard current.state != move.state else { return }
    guard entity.allows(current.state, move.state) else {
      let message = "\(entity.name) may not move from \(current.state) to \(move.state)"
      return open(.init(kind: "illegal_transition", step: "", message: message, blocks: false))
    }
    state.entities[move.entity.index].state = move.state
    record(.moved(move.entity, id: current.id, state: move.state))
  }

  /// Writes an event to the outbox; false where its data could not be computed.
  @discardableResult
  mutating func publish(_ emission: Emission, for step: String) -> Bool {
    let type = program.event(emission.event)
    guard let data = value(of: emission.data, for: step, event: nil) else { return false }
    let event = EmittedEvent(name: type.name, topic: type.topic, key: type.key.flatMap { data[$0] }, data: data)
    commands.append(.publish(event))
    record(.published(event))
    return true
  }

  /// Opens an incident. The first one that blocks makes the instance stuck.
  mutating func open(_ incident: Incident) {
    guard !state.incidents.contains(where: { $0.kind == incident.kind && $0.step == incident.step }) else { return }
    let wasStuck = state.isStuck
    state.incidents.append(incident)
    record(.incidentOpened(incident))
    guard incident.blocks, !wasStuck else { return }
    if state.failure == nil {
      let error = state.steps.indices.first { program.steps[$0].name == incident.step }
        .flatMap { state.steps[$0].error }
      state.failure = error ?? Failure(code: incident.kind, step: incident.step, message: incident.message)
    }
    apply(program.outcome.stuck)
  }

  mutating func close(_ incident: Incident) {
    state.incidents.removeAll { $0 == incident }
    record(.incidentClosed(incident))
    if state.status == .running, !state.isStuck { state.failure = nil }
  }

  /// Closes what was open because a step did not get done.
  mutating func closeIncidents(of step: String) {
    guard !state.incidents.isEmpty else { return }
    for incident in state.incidents where incident.step == step && incident.kind != "undeclared_refusal" {
      close(incident)
    }
  }

  /// Tells somebody, once, that a step does not get done.
  mutating func alertIfLong(_ id: StepID, kind: String) {
    guard state.steps[id.index].action.takesLong(at: at) else { return }
    open(.init(kind: kind, step: program.step(id).name, message: "many attempts, no result yet", blocks: false))
  }

  /// A step stands still until somebody acts.
  mutating func block(_ id: StepID, kind: String, message: String) {
    state.steps[id.index].status = .blocked
    state.steps[id.index].action.progress = .idle
    open(.init(kind: kind, step: program.step(id).name, message: message, blocks: true))
  }

  /// A step stands still because of an expression, for which an incident is open.
  mutating func block(_ id: StepID) {
    reach(id)
    state.steps[id.index].status = .blocked
    state.steps[id.index].action.progress = .idle
  }
}
