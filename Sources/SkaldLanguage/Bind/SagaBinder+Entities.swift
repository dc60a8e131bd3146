import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension SagaBinder {
  mutating func bindEntities() {
    for field in saga.syntax.entities {
      var found = reach.find(field.name.value) { $0.entities }
      if found == nil {
        let home = reach.home(of: field.name.value) { $0.entities }
        let meant = meant(by: field.name, "entity", among: reach.names { $0.entities }, home: home)
        found = meant.flatMap { reach.find($0) { $0.entities } }
      }
      guard let found else { continue }
      let name = found.syntax.name
      usage.entities.insert(name.value)
      if let starts = found.syntax.starts { usage.states.insert("\(name.value).\(starts.value)") }
      saga.entities.append(
        BoundEntity(
          id: EntityID(saga.entities.count), declaration: found.syntax,
          place: FilePlace(file: found.file, range: name.range), key: field.value))
    }
  }

  /// The moves to a state; those that cannot be resolved are reported and left out.
  mutating func moves(
    _ moves: [MoveSyntax], state: (MoveSyntax) -> Located<String>?
  ) -> [BoundMove] {
    var bound: [BoundMove] = []
    for move in moves {
      guard let state = state(move) else { continue }
      guard let entity = entity(of: move) else {
        saga.hasGaps = true
        continue
      }
      // What the table mentions without declaring it is reported there.
      let names = entity.declaration.mentionedStates
      guard !names.isEmpty else { continue }
      let known = names.contains(state.value) ? state.value : nil
      guard let name = known ?? meant(by: state, "state of `\(entity.name)`", among: names) else { continue }
      usage.states.insert("\(entity.name).\(name)")
      bound.append(BoundMove(entity: entity.id, state: Located(name, at: state.range)))
    }
    return bound
  }

  private mutating func entity(of move: MoveSyntax) -> BoundEntity? {
    if let name = move.entity {
      if let entity = saga.entities.first(where: { $0.name == name.value }) { return entity }
      guard !saga.syntax.entities.contains(where: { $0.name.value == name.value }) else { return nil }
      let near = meant(by: name, "entity of this saga", among: saga.entities.map { $0.name })
      return saga.entities.first { $0.name == near }
    }
    if saga.syntax.entities.count == 1 { return saga.entities.first }
    let range = move.succeeded.range
    guard !isEntityMissed, !(saga.syntax.hasGaps && saga.syntax.entities.isEmpty) else { return nil }
    isEntityMissed = true
    if saga.syntax.entities.isEmpty {
      report(
        "SK104", "a `state` needs the saga's `entity`", at: range,
        help: "say which one at the top, such as entity: { order: \"${input.orderId}\" }")
    } else {
      let names = saga.syntax.entities.map { $0.name.value }
      report(
        "SK103", "expected a state for each entity: the saga has several", at: range,
        help: "write { \(names.map { "\($0): STATE" }.joined(separator: ", ")) }")
    }
    return nil
  }
}
