import SkaldValue

/// An instance that has not begun has no steps, no entities and no deadline; it can only begin, or end.
extension Transition {
  /// The instance waits before it begins.
  mutating func schedule(_ wait: StartWait) {
    state.status = .scheduled
    state.startWait = wait
    record(.scheduled(wait))
  }

  mutating func takeAdmission() {
    guard state.status == .scheduled, !state.isPaused else { return }
    state.status = .running
    state.startWait = nil
    state.begunAt = at
    start()
  }

  mutating func takeHoldUp(_ until: Timestamp) {
    guard case .time = state.startWait else { return }
    schedule(.entity(since: at, until: until))
  }

  /// The wait is over, and another instance holds the entity still: the saga does not begin.
  mutating func takeStartTimer() {
    endUnbegun(
      .failure,
      Failure(
        code: Failure.entityLocked, step: "",
        message: held.first?.message ?? "another instance held the entity too long"))
  }

  /// Ends an instance that has not begun: nothing is to be undone.
  mutating func endUnbegun(_ cause: Cause, _ failure: Failure) {
    state.cause = cause
    state.failure = failure
    if case .time = state.startWait { moveUnbegun() }
    state.startWait = nil
    program.outcome.compensated.emissions.forEach { publish($0, for: "", in: 0) }
    end(.compensated)
  }

  /// What the outcome says of entities holds for those that are nobody else's, as far as their tables lead there.
  private mutating func moveUnbegun() {
    enterOwnEntities()
    for move in program.outcome.compensated.moves {
      let entity = program.entities[move.entity.index]
      if entity.allows(entity.initial, move.state) { self.move(move, in: 0) }
    }
  }

  /// Takes up the saga's own entities, each in its first state.
  mutating func enterOwnEntities() {
    for (index, entity) in program.entities.enumerated() {
      guard let template = entity.id else { continue }
      let id = value(of: template, for: "", in: 0) ?? .null
      enter(EntityID(index), id: id)
    }
  }
}
